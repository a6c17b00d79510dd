import { stat } from 'node:fs/promises';
import { DataError } from '../data-error.js';
import { openBytes } from '../text-files/open-bytes.js';
import { readAllLines } from '../text-files/read-lines.js';
import type { ImageSet } from './image-set.js';

/** Side of an image, in pixels. */
export const CIFAR_SIDE = 32;
const PLANES = 3 * CIFAR_SIDE ** 2;
/** A record of CIFAR-100's binary version: coarse class, fine class, planes of red, green and blue, row by row. */
export const CIFAR_RECORD_BYTES = 2 + PLANES;
/** More than fifty times the training set; a larger file is not one of this format. */
const MOST_BYTES = 2 ** 33;

/** One image as it is written. */
export interface CifarRecord {
  readonly coarse: number;
  readonly fine: number;
  /** [3, 32, 32] */
  readonly planes: Uint8Array;
}

/** The bytes of a file of records. */
export function encodeCifar(records: readonly CifarRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.length * CIFAR_RECORD_BYTES);
  records.forEach(({ coarse, fine, planes }, at) => {
    if (planes.length !== PLANES) {
      throw new RangeError(`encodeCifar: expected ${PLANES} bytes of pixels, got ${planes.length}`);
    }
    bytes.set([coarse, fine], at * CIFAR_RECORD_BYTES);
    bytes.set(planes, at * CIFAR_RECORD_BYTES + 2);
  });
  return bytes;
}

/** Unpacked bytes of a file, in memory that threads can share. */
async function sharedBytes(file: string): Promise<Uint8Array<SharedArrayBuffer>> {
  // A packed file's size is not known beforehand: it grows by doubling, starting where a plain file fits at once.
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  let bytes = new Uint8Array(new SharedArrayBuffer(Math.min(Math.max(size, 1024), MOST_BYTES)));
  let length = 0;
  for await (const chunk of openBytes(file)) {
    if (length + chunk.length > MOST_BYTES) {
      throw new DataError(`Cannot read ${file}: it has more than ${MOST_BYTES} bytes.`);
    }
    if (length + chunk.length > bytes.length) {
      const larger = new Uint8Array(new SharedArrayBuffer(Math.max(2 * bytes.length, length + chunk.length)));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

/**
 * Reads a file of CIFAR-100's binary version, packed with gzip or not, whole: fine classes are the labels.
 *
 * @param classes every label must be below it
 * @throws {DataError} when it is no whole number of records, empty, or has a class that there is not
 */
export async function readCifar(file: string, classes: number): Promise<ImageSet> {
  const data = await sharedBytes(file);
  const size = data.length / CIFAR_RECORD_BYTES;
  if (size === 0 || !Number.isInteger(size)) {
    throw new DataError(
      `Cannot read ${file}: expected records of ${CIFAR_RECORD_BYTES} bytes, it has ${data.length} bytes.`,
    );
  }
  const labels = Int32Array.from({ length: size }, (_, at) => data[at * CIFAR_RECORD_BYTES + 1] ?? 0);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new DataError(
      `Cannot read ${file}: image ${wrong + 1} has the class ${labels[wrong]}, there are ${classes}.`,
    );
  }
  return {
    size,
    labels,
    source: { kind: 'records', data, side: CIFAR_SIDE, stride: CIFAR_RECORD_BYTES, offset: 2 },
  };
}

/** Names of classes, one a line. @throws {DataError} when there are not as many as expected */
export async function readClassNames(file: string, classes?: number): Promise<string[]> {
  const names = (await readAllLines(file)).map((line) => line.trim()).filter((line) => line !== '');
  if (classes !== undefined && names.length !== classes) {
    throw new DataError(`Cannot read ${file}: expected ${classes} names of classes, it has ${names.length}.`);
  }
  return names;
}
