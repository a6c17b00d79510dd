import { readFile, stat } from 'node:fs/promises';
import { DataError, describeSystemError } from '../data-error.js';
import type { ImageSet } from './image-set.js';
import { decodeIndex, packedFiles } from './packed-files.js';

/** The classes of a packed set, in alphabetical order, in which they are numbered. */
export async function packedClasses(name: string): Promise<string[]> {
  const text = await readFile(packedFiles(name).classes, 'utf8');
  return text.split('\n').slice(0, -1).sort();
}

/**
 * Opens a packed set: in memory are the index and the labels alone.
 *
 * @param classes every class of the set must be one of them; its number there is the label
 * @throws {DataError} when files are missing or damaged, or when it has another class
 */
export async function openPackedImages(name: string, classes: readonly string[]): Promise<ImageSet> {
  const files = packedFiles(name);
  try {
    const numbers = new Map(classes.map((className, at) => [className, at]));
    const met = (await readFile(files.classes, 'utf8')).split('\n').slice(0, -1);
    const labelOf = met.map((className) => {
      const label = numbers.get(className);
      if (label === undefined)
        throw new DataError(`${name} has the class ${className}, which is none of the set's.`);
      return label;
    });
    const bytes = (await stat(files.images)).size;
    const records = decodeIndex(await readFile(files.index)).filter(({ length }) => length > 0);
    const places = new Float64Array(new SharedArrayBuffer(records.length * 16));
    const labels = new Int32Array(records.length);
    records.forEach(({ place, length, classNumber }, at) => {
      const label = labelOf[classNumber];
      if (label === undefined || place + length > bytes) {
        throw new DataError(`The index ${files.index} does not fit its images: prepare the set again.`);
      }
      places.set([place, length], 2 * at);
      labels[at] = label;
    });
    return { size: records.length, labels, source: { kind: 'packed', file: files.images, places } };
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`Cannot read ${name}: ${describeSystemError(error)}.`, { cause: error });
  }
}
