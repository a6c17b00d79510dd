import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { imagePatches } from './image-classifier.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('imagePatches', () => {
  it('cuts rows of patches, each by channel, row and column', () => {
    const [B, side, patch] = [2, 6, 2];
    const n = side / patch;
    const images = tf.reshape<tf.Rank.R4>(tf.range(0, B * 3 * side * side), [B, 3, side, side]);
    const found = tf.tidy(() => imagePatches(images, patch));
    expect(found.shape).toEqual([B, n * n, 3 * patch * patch]);
    const expected: number[] = [];
    for (let image = 0; image < B; image++) {
      for (let at = 0; at < n * n; at++) {
        for (let inPatch = 0; inPatch < 3 * patch * patch; inPatch++) {
          const channel = Math.floor(inPatch / (patch * patch));
          const y = Math.floor(at / n) * patch + (Math.floor(inPatch / patch) % patch);
          const x = (at % n) * patch + (inPatch % patch);
          expected.push(((image * 3 + channel) * side + y) * side + x);
        }
      }
    }
    expect(Array.from(found.dataSync())).toEqual(expected);
    tf.dispose([images, found]);
  });
});
