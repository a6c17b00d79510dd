import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../data-error.js';
import type { GlueSplit, GlueTask } from './glue-tasks.js';

/**
 * Where a file of a task is: in the folder of its task or in the folder given, packed or not.
 *
 * @returns undefined when it is in none of these places
 */
export async function findGlueFile(
  folder: string,
  task: GlueTask,
  split: GlueSplit,
): Promise<string | undefined> {
  for (const place of [join(folder, task.folder), folder]) {
    for (const file of [split.file, `${split.file}.gz`]) {
      const path = join(place, file);
      if (
        await stat(path).then(
          (found) => found.isFile(),
          () => false,
        )
      )
        return path;
    }
  }
  return undefined;
}

/** As {@link findGlueFile}. @throws {DataError} when the file is missing */
export async function requireGlueFile(folder: string, task: GlueTask, split: GlueSplit): Promise<string> {
  const found = await findGlueFile(folder, task, split);
  if (found !== undefined) return found;
  throw new DataError(
    `Cannot find ${split.file} (or ${split.file}.gz) of ${task.folder} in ${join(folder, task.folder)} or ${folder}.`,
  );
}
