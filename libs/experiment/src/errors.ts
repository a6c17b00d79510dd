/** Exit codes of every command: what a shell script can rely on. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  unexpected: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/**
 * A failure the user can act on: its message is one clear sentence and all that is printed.
 * Libraries below this one mark theirs with an own property `expected: true` instead of importing the class.
 */
export class ExpectedError extends Error {
  readonly expected = true;
  readonly exitCode: number;

  constructor(message: string, options: { readonly cause?: unknown; readonly exitCode?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ExpectedError';
    this.exitCode = options.exitCode ?? exitCodes.failed;
  }
}

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends ExpectedError {
  constructor(message: string) {
    super(message, { exitCode: exitCodes.usage });
    this.name = 'UsageError';
  }
}

// classes with a name of their own that are nevertheless not written for the user of a command
const foreign: ReadonlySet<string> = new Set([
  'AbortError',
  'AssertionError',
  'CommanderError',
  'ZodError',
  'SystemError',
]);

/**
 * True for errors whose message is written for the user: those that carry `expected: true`, file errors of the system,
 * and those of an error class a library declares under its own name (`override readonly name = 'DataError'`).
 * `expected: false` opts out. Anything else (TypeError, a failed assertion, ...) is a fault of the program.
 */
export function isExpectedError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if ('expected' in error && typeof error.expected === 'boolean') return error.expected;
  if (isSystemFileError(error)) return true;
  return Object.hasOwn(error, 'name') && error.name === error.constructor.name && !foreign.has(error.name);
}

function isSystemFileError(error: Error): boolean {
  const code = systemErrorCode(error);
  return code !== undefined && systemErrors.has(code) && 'path' in error && 'syscall' in error;
}

/** The process exit code an error stands for: 70 (EX_SOFTWARE) when nobody foresaw it. */
export function exitCodeOf(error: unknown): number {
  if (!isExpectedError(error)) return exitCodes.unexpected;
  return 'exitCode' in error && typeof error.exitCode === 'number' ? error.exitCode : exitCodes.failed;
}

/** One line for stderr, without a stack; an unexpected error says how to get the stack. */
export function errorSentence(error: unknown): string {
  const text = messageOf(error).replace(/\s*\n\s*/g, ' ');
  return isExpectedError(error) ? text : `unexpected error: ${text} (set RDROP_DEBUG=1 for the stack)`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isSystemFileError(error) && 'path' in error)
    return `${String(error.path)}: ${systemErrorReason(error)}`;
  return error.message === '' ? error.name : error.message;
}

/** The system's code of a file error (`ENOENT`, `EACCES`, ...), if the value is one. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const systemErrors: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'the operation is not permitted'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['EEXIST', 'a file of that name is in the way'],
  ['EISDIR', 'a folder of that name is in the way'],
  ['ENOENT', 'it does not exist'],
  ['ENAMETOOLONG', 'the path is too long'],
  ['EMFILE', 'too many files are open'],
]);

/** What a file error means, in words that fit behind `cannot write ...: `. */
export function systemErrorReason(error: unknown): string {
  const code = systemErrorCode(error);
  const known = code === undefined ? undefined : systemErrors.get(code);
  return known ?? (error instanceof Error ? error.message : String(error));
}
