import { cp, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PackError, reasonOf } from '../errors.js';

/**
 * Copies a file or folder, and what a link points to instead of the link.
 * @throws PackError naming the file
 */
export async function copyInto(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await cp(from, to, { recursive: true, dereference: true });
  } catch (error) {
    throw new PackError(`${from}: cannot be copied (${reasonOf(error)})`, { cause: error });
  }
}

/** Names in a folder; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

/** Copies the files of a folder whose names match; gives their names. */
export async function copyMatching(from: string, to: string, pattern: RegExp): Promise<string[]> {
  const names = (await namesIn(from)).filter((name) => pattern.test(name));
  for (const name of names) await copyInto(join(from, name), join(to, name));
  return names;
}
