import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PackError } from '../errors.js';
import { copyInto, namesIn } from './copy-files.js';

/** The file that says a prepared set is whole. */
const WHOLE = 'prepared.json';

/** Prepared sets below a folder of data, as `<task>/<set>`. */
async function preparedSets(folder: string): Promise<string[]> {
  const sets: string[] = [];
  for (const task of await namesIn(folder)) {
    for (const set of await namesIn(join(folder, task))) {
      if (existsSync(join(folder, task, set, WHOLE))) sets.push(`${task}/${set}`);
    }
  }
  return sets;
}

/** Whether a set goes by this name: the whole name of its folder, or what stands before languages and digest in it. */
function isNamed(set: string, name: string): boolean {
  const own = name.includes('/') ? set : set.slice(set.indexOf('/') + 1);
  return own === name || own.startsWith(`${name}-`);
}

/**
 * Copies the prepared sets that go by the given names into `data/cache`; gives what was copied.
 * @throws PackError naming the sets there are when one is not among them
 */
export async function copyDataSets(folder: string, names: readonly string[], out: string): Promise<string[]> {
  if (names.length === 0) return [];
  const sets = await preparedSets(folder);
  const wanted = names.flatMap((name) => {
    const found = sets.filter((set) => isNamed(set, name));
    if (found.length > 0) return found;
    const known = sets.length === 0 ? 'no prepared set' : sets.join(', ');
    throw new PackError(`--data: expected a set of ${folder}, which has ${known}; got '${name}'`);
  });
  const unique = [...new Set(wanted)].sort();
  for (const set of unique) await copyInto(join(folder, set), join(out, 'data', 'cache', set));
  return unique;
}
