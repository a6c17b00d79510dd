/** A wrong call of the command line: printed as one sentence, exit status 2. */
export class RDropUsageError extends Error {
  override readonly name = 'RDropUsageError';
  readonly expected = true;
}

/** Something outside the program is not as it must be (a file, a folder): one sentence, exit status 1. */
export class RDropSetupError extends Error {
  override readonly name = 'RDropSetupError';
  readonly expected = true;
}

/** What to print for an error that reached the top, and the exit status it stands for. */
export interface ErrorReport {
  readonly text: string;
  readonly exitCode: number;
}

/** The exit status of an error that nobody foresaw (EX_SOFTWARE). */
const unexpectedStatus = 70;

/**
 * Turns any thrown value into what the user reads. An error whose property `expected` is true is the user's to mend: its
 * message alone; the status is its own `exitCode` where it has one, else 2 for a usage error and 1 for others. Any other
 * error is ours: the message, a request to report it, and the stack when `debug` is set.
 */
export function describeError(error: unknown, debug: boolean): ErrorReport {
  if (!(error instanceof Error)) {
    return { text: unexpected(String(error), undefined, debug), exitCode: unexpectedStatus };
  }
  if (!isExpected(error)) {
    return { text: unexpected(error.message, error.stack, debug), exitCode: unexpectedStatus };
  }
  return { text: debug ? (error.stack ?? error.message) : error.message, exitCode: statusOf(error) };
}

function statusOf(error: Error): number {
  if ('exitCode' in error && typeof error.exitCode === 'number') return error.exitCode;
  return error.name.endsWith('UsageError') ? 2 : 1;
}

function isExpected(error: Error): boolean {
  return 'expected' in error && error.expected === true;
}

function unexpected(message: string, stack: string | undefined, debug: boolean): string {
  const hint = debug ? '' : ' Run again with RDROP_DEBUG=1 for the stack.';
  const text = `${message}\nThis is a bug in R-Drop's program, please report it.${hint}`;
  return debug && stack !== undefined ? `${text}\n${stack}` : text;
}
