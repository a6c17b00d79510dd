import { join } from 'node:path';
import { JsonFieldError, type JsonObject, objectField, parseJsonObject, stringField } from '@rdrop/files';
import { PretrainedError } from './pretrained-error.js';
import { readBounded } from './read-bounded.js';

/** All weights in one file. */
export const WEIGHTS_FILE = 'model.safetensors';
/** Which tensor is in which of several files. */
export const WEIGHTS_INDEX_FILE = 'model.safetensors.index.json';

const MOST_INDEX_BYTES = 16 * 2 ** 20;
const MOST_FILES = 1000;

function shardNames(index: JsonObject): string[] {
  const map = objectField(index, 'weight_map');
  const names = [...new Set(Object.keys(map).map((tensor) => stringField(map, tensor)))].sort();
  if (names.length === 0 || names.length > MOST_FILES) {
    throw new JsonFieldError(`it names ${names.length} files of weights, expected 1 to ${MOST_FILES}`);
  }
  for (const name of names) {
    // Written by others: a name must not lead out of the folder.
    if (!/^\w[\w.-]*\.safetensors$/.test(name)) {
      throw new JsonFieldError(`it names a file '${name}', expected one beside it that ends in .safetensors`);
    }
  }
  return names;
}

/** The names of the weight files that a folder's index lists; undefined without an index. */
export async function indexedWeightFiles(folder: string): Promise<string[] | undefined> {
  const file = join(folder, WEIGHTS_INDEX_FILE);
  const text = await readBounded(file, MOST_INDEX_BYTES);
  if (text === undefined) return undefined;
  try {
    return shardNames(parseJsonObject(text));
  } catch (error) {
    if (error instanceof JsonFieldError)
      throw new PretrainedError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
