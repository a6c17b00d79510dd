import { closeSync, openSync, readSync } from 'node:fs';
import { DataError } from '../data-error.js';
import type { WorkerStep } from '../parallel/worker-step.js';
import { imageLibrary } from './image-library.js';
import type { ImageSource } from './image-set.js';
import { cropped, interleavedPixels, type Pixels, planarPixels } from './pixels.js';
import { CROP_DRAWS, type CropRange, randomCrop } from './random-crop.js';
import { normaliseInto, resized } from './resize.js';

/** What all batches of a set have in common. */
export interface LoadSettings {
  readonly source: ImageSource;
  /** Side of the images that are made, in pixels. */
  readonly side: number;
  readonly crop: CropRange;
}

/** Which images to load. */
export interface LoadRequest {
  readonly indices: Int32Array;
  /** `CROP_DRAWS` random numbers an image: each is cropped by its own. Absent: whole images. */
  readonly draws?: Float32Array;
}

/** Images [B, 3, side, side], bytes as -1 to 1. */
export type LoadedImages = Float32Array<ArrayBuffer>;

/** More pixels than any image of the sets has; a decoder must not be made to fill the memory. */
const MOST_PIXELS = 2 ** 28;

/** Decodes an image of any format that sharp knows to RGB; grey ones get three equal channels. */
export async function decodeImage(bytes: Uint8Array): Promise<Pixels> {
  const sharp = await imageLibrary();
  const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new DataError(`An image has ${info.channels} channels, expected 3.`);
  return interleavedPixels(data, info.width, info.height);
}

/** Bytes `from`, `length` of an open file. */
function readAt(file: number, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, from + done);
    if (count === 0) throw new DataError('A packed set of images ends too early: prepare it again.');
    done += count;
  }
  return bytes;
}

/** How image `index` of a source is got. */
function opener(source: ImageSource): (index: number) => Pixels | Promise<Pixels> {
  if (source.kind === 'records') {
    const { data, side, stride, offset } = source;
    return (index) => planarPixels(data, side, side, index * stride + offset);
  }
  const { file, places } = source;
  let opened: number | undefined;
  process.once('exit', () => {
    if (opened !== undefined) closeSync(opened);
  });
  return (index) => {
    opened ??= openSync(file, 'r');
    return decodeImage(readAt(opened, places[2 * index] ?? 0, places[2 * index + 1] ?? 0));
  };
}

/** The step that threads do: decode, crop, resize, normalise. */
export const loadImagesStep: WorkerStep<LoadSettings, LoadRequest, LoadedImages> = {
  module: import.meta.url,
  name: 'loadImagesStep',
  prepare({ source, side, crop }) {
    const open = opener(source);
    // Threads of the decoder's own would fight with these.
    return async ({ indices, draws }) => {
      const images = new Float32Array(indices.length * 3 * side * side);
      for (const [at, index] of indices.entries()) {
        const pixels = await open(index);
        const part =
          draws === undefined
            ? pixels
            : cropped(
                pixels,
                randomCrop(pixels, draws.subarray(at * CROP_DRAWS, (at + 1) * CROP_DRAWS), crop),
              );
        normaliseInto(images, at * 3 * side * side, resized(part, side));
      }
      return { value: images, transfer: [images.buffer] };
    };
  },
};
