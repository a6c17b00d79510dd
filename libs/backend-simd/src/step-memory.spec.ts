import {
  add,
  feedForward,
  firstPosition,
  layerNorm,
  philoxDropout,
  projectedAttention,
  type Projection,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { SimdBackend } from './simd-backend.js';
import { useSimd } from './testing/backends.js';
import { values } from './testing/random.js';

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});

const [B, T, D, HEADS] = [256, 16, 64, 2];
/** Bytes of one activation [B, T, D], the unit in which memory is counted here. */
const STATES = 4 * B * T * D;

/** One post-norm layer, without an output projection. */
interface Layer {
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
  readonly up: Projection;
  readonly down: Projection;
  readonly gain: tf.Tensor1D;
  readonly bias: tf.Tensor1D;
}

function layerOf(seed: number): Layer {
  const projection = (outputs: number, inputs: number): Projection => ({
    weight: tf.tidy(() => tf.mul(tf.tensor2d(values(outputs * inputs, seed), [outputs, inputs]), 0.1)),
    bias: tf.zeros([outputs]),
  });
  const [query, key, value] = [projection(D, D), projection(D, D), projection(D, D)];
  const [up, down] = [projection(4 * D, D), projection(D, 4 * D)];
  return { query, key, value, up, down, gain: tf.ones([D]), bias: tf.zeros([D]) };
}

function run(layer: Layer, name: string, x: tf.Tensor): tf.Tensor {
  const masks = philoxDropout({ seed: 1, update: 0 });
  const drop = (site: string) => masks.at(`${name}.${site}`, 0.1);
  const place = (y: tf.Tensor, residual: tf.Tensor, site: string) =>
    layerNorm(y, layer.gain, layer.bias, { residual, dropout: drop(site) });
  return tf.tidy(() => {
    const states = x.as3D(B, T, D);
    const attended = projectedAttention(states, states, layer, { heads: HEADS, dropout: drop('weights') });
    const h = place(attended, states, 'attention');
    const options = { activation: 'gelu', dropout: drop('hidden') } as const;
    return place(feedForward(h, layer.up, layer.down, options), h, 'ffn');
  });
}

/** Most that is in use during a forward and backward pass by x, above what was before. */
function peakOf(count: number): number {
  const layers = Array.from({ length: count }, (_, i) => layerOf(i + 1));
  const x = tf.tensor(values(B * T * D, 7), [B, T, D]);
  const before = backend.memory().heapBytes;
  const { value, grad } = tf.valueAndGrad((given: tf.Tensor) =>
    tf.tidy(() => {
      const embedded = add(given, tf.ones([T, D]));
      const states = layers.reduce((states: tf.Tensor, layer, i) => run(layer, `${i}`, states), embedded);
      return tf.sum(firstPosition(states.as3D(B, T, D)));
    }),
  )(x);
  const peak = backend.memory().heapPeakBytes;
  const owned = layers.flatMap(({ query, key, value: v, up, down, gain, bias }) => [
    ...[query, key, v, up, down].flatMap(({ weight, bias: offset }) => [weight, offset]),
    ...[gain, bias],
  ]);
  tf.dispose([value, grad, x, owned]);
  return (peak - before) / STATES;
}

it('a layer keeps two norms, queries, keys, values, weights and the hidden layer; the rest of a step is small', () => {
  const [three, five] = [peakOf(3), peakOf(5)];
  const keptOfLayer = 2 + 3 + (T * HEADS) / D + 4;
  expect((five - three) / 2).toBeLessThan(keptOfLayer + 0.2);
  expect(three).toBeLessThan(3 * keptOfLayer + 10);
});
