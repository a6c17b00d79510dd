/** The part of a writable stream that commands use; `process.stdout` and `process.stderr` fit. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Messages for people. They go to stderr: stdout carries results only. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
}

/** A logger that writes one line per message; warnings are marked as such. */
export function createLogger(stream: TextStream): Logger {
  return {
    info: (message) => void stream.write(`${message}\n`),
    warn: (message) => void stream.write(`warning: ${message}\n`),
  };
}
