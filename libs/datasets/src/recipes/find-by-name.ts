import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';

/** Folders below the given one that are looked into. */
const DEEPEST = 4;
/** A folder with more entries is not one that was made for a data set. */
const MOST_ENTRIES = 200_000;

/**
 * Where files lie in a folder or below it, by name. Links are not followed. Of two files of one name the one less deep
 * counts; two at one depth are an error when they are asked for.
 */
export async function findByName(folder: string): Promise<(name: string) => string | undefined> {
  const found = new Map<string, string[]>();
  let entries = 0;
  let level = [folder];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth += 1) {
    const next: string[] = [];
    const here = new Map<string, string[]>();
    for (const current of level) {
      for (const entry of await list(current)) {
        entries += 1;
        if (entries > MOST_ENTRIES) {
          throw new DataError(
            `The folder ${folder} has more than ${MOST_ENTRIES} entries: say more exactly where to look.`,
          );
        }
        const path = join(current, entry.name);
        if (entry.isDirectory()) next.push(path);
        else if (entry.isFile()) here.set(entry.name, [...(here.get(entry.name) ?? []), path]);
      }
    }
    for (const [name, paths] of here) if (!found.has(name)) found.set(name, paths);
    level = next;
  }
  return (name) => {
    const [first, second] = found.get(name) ?? [];
    if (first !== undefined && second !== undefined) {
      throw new DataError(`The folder ${folder} has two files ${name}: ${first} and ${second}.`);
    }
    return first;
  };
}

async function list(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new DataError(`Cannot read the folder ${folder}: ${describeSystemError(error)}.`, { cause: error });
  }
}
