import { readFile } from 'node:fs/promises';
import { PackError, reasonOf } from '../errors.js';

const MAGIC = '!<arch>\n';
const HEADER = 60;

/** One file inside an `ar` archive. */
export interface ArMember {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The files of an `ar` archive, which a Debian package is: each after a header of 60 characters (name 16, date 12, owner 6,
 * group 6, mode 8, size 10, end 2), at an even place.
 *
 * @throws PackError when it is none
 */
export function arMembers(file: string, bytes: Buffer): ArMember[] {
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new PackError(`${file}: expected a Debian package, got something else`);
  }
  const members: ArMember[] = [];
  for (let at = MAGIC.length; at < bytes.length;) {
    const header = bytes.toString('latin1', at, at + HEADER);
    const size = Number(header.slice(48, 58));
    const begin = at + HEADER;
    if (!header.endsWith('`\n') || !Number.isInteger(size) || begin + size > bytes.length) {
      throw new PackError(`${file}: the package is cut off or damaged`);
    }
    const name = header.slice(0, 16).trimEnd().replace(/\/$/, '');
    members.push({ name, bytes: bytes.subarray(begin, begin + size) });
    at = begin + size + (size % 2);
  }
  return members;
}

/** The archive of a Debian package's files: `data.tar`, packed in one way or another. */
export async function debianData(file: string): Promise<ArMember> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new PackError(`${file}: cannot be read (${reasonOf(error)})`, { cause: error });
  }
  const data = arMembers(file, bytes).find(({ name }) => /^data\.tar(\.\w+)?$/.test(name));
  if (data === undefined) throw new PackError(`${file}: expected data.tar in the package, found none`);
  return data;
}
