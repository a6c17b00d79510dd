/**
 * Something is wrong with data that came from outside: a missing, malformed or mismatched file, or examples that
 * cannot be used as asked. The message is one sentence for the person who runs the program.
 */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** A server refused a file for good; `status` is that of HTTP. */
export class RefusedError extends DataError {
  constructor(
    url: string,
    readonly status: number,
  ) {
    super(`Cannot download ${url}: the server answers with status ${status}.`);
  }
}

/** The code of a failed system call (`ENOENT`, `ENOSPC`, ...) or of zlib (`Z_DATA_ERROR`), when `error` has one. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder, a file was expected',
  ENOTDIR: 'a part of its path is a file, a folder was expected',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'too many files are open',
};

/** What a failed system call means in words; other errors keep their own message. */
export function describeSystemError(error: unknown): string {
  const code = errorCode(error);
  const reason = code === undefined ? undefined : reasons[code];
  return reason ?? (error instanceof Error ? error.message : String(error));
}
