/** Exit statuses of the command. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unexpected: 70 } as const;

/** Something the user can mend: its message is one sentence, printed alone. */
export class PackError extends Error {
  override readonly name: string = 'PackError';
  readonly expected = true;
  readonly exitCode: number = exitCodes.failed;
}

/** A command line that cannot be understood. */
export class PackUsageError extends PackError {
  override readonly name = 'PackUsageError';
  override readonly exitCode = exitCodes.usage;
}

/** The reason inside a file error of the system, in a few words. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
