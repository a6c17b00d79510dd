import { deriveKey, linear, randomNormal } from '@rdrop/ops';
import { relativeError } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ModelOutput } from './model-output.js';
import { rDropLoss } from './rdrop-loss.js';
import { rDropStep } from './rdrop-step.js';
import { type Scaling, SCALINGS } from './scaling.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(tf.backend(), 'waitsForReads');
});

const [B, T, D, V] = [2, 3, 4, 5];

function random(name: string, shape: number[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(randomNormal(deriveKey(8, 0, name), size, 1), shape);
}

const labels = () => tf.tensor([1, 2, 0, 3, 0, 0], [B, T], 'int32');
const mask = () => tf.tensor([1, 1, 1, 1, 0, 0], [B, T]);

const FORMS = {
  logits: (states: tf.Tensor, weight: tf.Tensor2D): ModelOutput => linear(states, weight),
  states: (states: tf.Tensor, weight: tf.Tensor2D): ModelOutput => ({ states, projection: { weight } }),
};

interface Case {
  readonly form: keyof typeof FORMS;
  readonly scaling: Scaling;
  readonly passes: number;
}

/** The loss and its gradients by states and weight. */
function lossAndGradients({ form, scaling, passes }: Case, count?: number): tf.Tensor[] {
  const { value, grads } = tf.valueAndGrads((states, weight) => {
    const options = { alpha: 3, scaling, passes, labelSmoothing: 0.1, mask: mask(), count };
    return rDropLoss(FORMS[form](states, weight.as2D(V, D)), labels(), options).loss;
  })([random('states', [passes * B, T, D]), random('w', [V, D])]);
  return [value, ...grads];
}

/** From here on the engine is one whose tensors are read asynchronously only. */
function readOnlyLater(): void {
  Reflect.set(tf.backend(), 'waitsForReads', true);
  vi.spyOn(tf.Tensor.prototype, 'dataSync').mockImplementation(() => {
    throw new Error('a tensor can only be read asynchronously');
  });
}

const values = async (tensors: readonly tf.Tensor[]) =>
  Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));

const cases = (['logits', 'states'] as const).flatMap((form) =>
  SCALINGS.flatMap((scaling) => [1, 2, 3].map((passes) => ({ form, scaling, passes }))),
);

describe('a count that only the mask says', () => {
  it.each(cases)('stays on the device where reads wait: $form, $scaling, $passes passes', async (each) => {
    const expected = await values(lossAndGradients(each, 4));
    readOnlyLater();
    const actual = await values(lossAndGradients(each));
    expected.forEach((value, i) => {
      expect(relativeError(actual[i] ?? [], value)).toBeLessThan(1e-6);
    });
  });

  it('is read where that costs nothing, with the same bits as when it is told', async () => {
    for (const each of cases) {
      expect(await values(lossAndGradients(each))).toEqual(await values(lossAndGradients(each, 4)));
    }
  });

  it('is given as a scalar then, which means are divided by', async () => {
    readOnlyLater();
    const step = rDropStep(
      (x: tf.Tensor, { passes }) => tf.tile(x, [passes, 1, 1]), // logits
      { alpha: 0, seed: 1 },
    );
    const batch = { inputs: random('x', [B, T, V]), labels: labels(), mask: mask() };
    const { loss, ce, count } = step(batch, { update: 0 });
    expect(await tf.cast(count, 'float32').data()).toEqual(Float32Array.of(4));
    const [mean] = await values([tf.div(ce, count)]);
    expect(relativeError(Array.from(await loss.data()), mean ?? [])).toBeLessThan(1e-6);
  });

  it('makes a loss of NaN when it is 0, an error where it is known', async () => {
    const nothing = { alpha: 1, mask: tf.zeros([B, T]) };
    const logits = random('l', [2 * B, T, V]);
    expect(() => rDropLoss(logits, labels(), nothing)).toThrow('at least one position that counts, got 0');
    readOnlyLater();
    expect(await rDropLoss(logits, labels(), nothing).loss.data()).toEqual(Float32Array.of(NaN));
  });
});
