const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EFBIG: 'the file would be too large',
  EIO: 'the device reports an input/output error',
};

/** A file could not be read or written. The message is one sentence; the system's error is the `cause`. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** Wraps a system error in one sentence that names the action, the path and the reason. */
export function fileError(action: 'read' | 'write' | 'remove', path: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  const code = errorCode(error);
  const reason =
    (code === undefined ? undefined : REASONS[code]) ??
    (error instanceof Error ? error.message : String(error));
  return new FileError(`cannot ${action} ${path}: ${reason}${code === undefined ? '' : ` (${code})`}`, {
    cause: error,
  });
}

/** The system's code of an error (`ENOENT`), if it has one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
