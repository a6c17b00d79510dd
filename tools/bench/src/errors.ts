/** Exit statuses of the command. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unexpected: 70 } as const;

/** Something the user can mend: its message is one sentence, printed alone. */
export class BenchError extends Error {
  override readonly name: string = 'BenchError';
  readonly expected = true;
  readonly exitCode: number = exitCodes.failed;
}

/** A command line that cannot be understood. */
export class BenchUsageError extends BenchError {
  override readonly name = 'BenchUsageError';
  override readonly exitCode = exitCodes.usage;
}

/** What to print for anything thrown, and the exit status it stands for. The stack is shown when `debug` is set. */
export function describeError(error: unknown, debug: boolean): { text: string; exitCode: number } {
  const stack = debug && error instanceof Error ? error.stack : undefined;
  if (error instanceof BenchError) return { text: stack ?? oneLine(error.message), exitCode: error.exitCode };
  // Libraries mark what a user can mend, such as a batch that does not fit in memory, with a property.
  if (error instanceof Error && 'expected' in error && error.expected === true) {
    return { text: stack ?? oneLine(error.message), exitCode: exitCodes.failed };
  }
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const text = stack ?? `unexpected error: ${message} (set RDROP_DEBUG=1 for the stack)`;
  return { text, exitCode: exitCodes.unexpected };
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');
