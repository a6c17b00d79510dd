import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { type FixtureTensor, readFixture } from './fixture.js';
import { GoldenJson } from './golden-case.js';

const folder = new URL('./golden/huggingface/', import.meta.url);

/** Path of a golden file. */
export const huggingFaceFile = (name: string): string => fileURLToPath(new URL(name, folder));

export function huggingFaceJson(name: string): GoldenJson {
  return new GoldenJson(JSON.parse(readFileSync(huggingFaceFile(name), 'utf8')));
}

export function huggingFaceTensors(name: string): Map<string, FixtureTensor> {
  return readFixture(new URL(name, folder));
}

/**
 * The recorded masks of an R-Drop step by site, both passes one after the other along the first axis, in full precision.
 * The caller disposes of them.
 */
export function doubledMasks(
  recorded: ReadonlyMap<string, FixtureTensor>,
  rate: number,
): Map<string, tf.Tensor> {
  const masks = new Map<string, tf.Tensor>();
  for (const [key, first] of recorded) {
    if (!key.startsWith('mask.pass1.')) continue;
    const site = key.slice('mask.pass1.'.length);
    const second = recorded.get(`mask.pass2.${site}`);
    if (second === undefined) throw new Error(`${site}: expected a mask for the second pass`);
    const values = [...first.values, ...second.values].map((value) => (value > 0 ? 1 / (1 - rate) : 0));
    const [rows = 0, ...rest] = first.shape;
    masks.set(site, tf.tensor(values, [2 * rows, ...rest]));
  }
  return masks;
}
