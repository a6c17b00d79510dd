import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../data-error.js';
import { openBytes } from '../text-files/open-bytes.js';
import { type RecipeFile } from './recipe.js';

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** Where the file lies in `folder`, plain or packed; nothing when it is not there. */
export async function findFile(folder: string, { name }: RecipeFile): Promise<string | undefined> {
  for (const candidate of [join(folder, name), join(folder, `${name}.gz`)]) {
    if (await exists(candidate)) return candidate;
  }
  return undefined;
}

/**
 * Compares the unpacked text of a file with what the recipe says of it.
 *
 * @throws {DataError} naming the file, what was expected and what came: lines first, then the checksum.
 */
export async function checkFile(file: string, expected: RecipeFile): Promise<void> {
  const hash = createHash('sha256');
  let lines = 0;
  let open = false;
  for await (const chunk of openBytes(file)) {
    hash.update(chunk);
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
    open = chunk[chunk.length - 1] !== 0x0a;
  }
  if (open) lines += 1;
  if (lines !== expected.lines) {
    throw new DataError(`The file ${file} has ${lines} lines, ${expected.lines} were expected.`);
  }
  const digest = hash.digest('hex');
  if (digest !== expected.sha256) {
    throw new DataError(
      `The text of ${file} is not the published one: expected sha256 ${expected.sha256}, got ${digest}.`,
    );
  }
}
