import { DataError } from '../data-error.js';

/** Longest path of an entry, in UTF-16 units. */
const LONGEST_PATH = 1024;

/** Why a path may not come out of an archive; nothing when it may. */
function fault(path: string): string | undefined {
  if (path === '' || path.length > LONGEST_PATH) return `has a name of ${path.length} characters`;
  if (/\p{Cc}/u.test(path)) return 'has a control character in its name';
  if (path.includes('\\')) return 'has a backslash in its name';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'has an absolute name';
  if (path.split('/').includes('..')) return 'leads out of the folder';
  return undefined;
}

/**
 * The path of an entry below the folder it is unpacked into: `./a//b` is `a/b`.
 *
 * @throws {DataError} for names that are absolute, lead out of the folder, or mean another path on another system
 */
export function entryPath(path: string, archive: string): string {
  const found = fault(path);
  if (found !== undefined) {
    // JSON shows what a terminal would act upon.
    const shown = JSON.stringify(path.slice(0, 200));
    throw new DataError(`Cannot unpack ${archive}: the entry ${shown} ${found}.`);
  }
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
