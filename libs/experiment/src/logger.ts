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

/** A logger that writes one line per message; warnings are marked as such. On a terminal it first clears a live line. */
export function createLogger(stream: TextStream): Logger {
  const clear = stream.isTTY === true ? '\r\u001b[2K' : '';
  return {
    info: (message) => void stream.write(`${clear}${message}\n`),
    warn: (message) => void stream.write(`${clear}warning: ${message}\n`),
  };
}
