import { join } from 'node:path';
import { JsonFieldError, type JsonObject, parseJsonObject } from '@rdrop/files';
import { PretrainedError } from './pretrained-error.js';
import { readBounded } from './read-bounded.js';

/** The file that says what a published model is. */
export const CONFIG_FILE = 'config.json';

const MOST_BYTES = 2 ** 20;

/**
 * What `parse` makes of a folder's `config.json`.
 *
 * @throws PretrainedError naming the file when it is missing, too large, no JSON object, or lacks a field that `parse`
 * asks for with the readers of `@rdrop/files`
 */
export async function readModelConfig<T>(folder: string, parse: (config: JsonObject) => T): Promise<T> {
  const file = join(folder, CONFIG_FILE);
  const text = await readBounded(file, MOST_BYTES);
  if (text === undefined)
    throw new PretrainedError(`${file}: expected the configuration of a model, there is none`);
  try {
    return parse(parseJsonObject(text));
  } catch (error) {
    if (error instanceof JsonFieldError || error instanceof PretrainedError) {
      throw new PretrainedError(`${file}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
