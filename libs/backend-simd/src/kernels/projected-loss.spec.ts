import { linear, projectedRDropTerms, rDropTerms, type SmoothingForm, withReferences } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SimdBackend } from '../simd-backend.js';
import { blocksLeftBy, on, useSimd } from '../testing/backends.js';
import { deviation, integers, values } from '../testing/random.js';

let backend: SimdBackend;
beforeAll(async () => {
  backend = await useSimd();
});

interface Case {
  readonly positions: number;
  readonly vocabulary: number;
  readonly width: number;
  readonly passes: number;
  readonly hasBias?: boolean;
  readonly mask?: readonly number[];
  readonly labelSmoothing?: number;
  readonly smoothingForm?: SmoothingForm;
  readonly chunkBytes?: number;
  /** What the loss is multiplied with before it is differentiated. */
  readonly factor?: number;
}

const sizeOf = (shape: number[]) => shape.reduce((a, b) => a * b, 1);

/** The loss, the terms and all gradients, one after the other. */
function everything(given: Case): tf.Tensor {
  const { positions, vocabulary, width, passes, factor = 1, hasBias = false, ...rest } = given;
  const coefficients = Array.from({ length: 2 * passes + 1 }, (_, i) => 0.4 + 0.15 * i);
  const labels = tf.tensor1d(integers(positions, vocabulary, 3), 'int32');
  const mask = rest.mask === undefined ? undefined : tf.tensor1d([...rest.mask]);
  const shapes = [[passes * positions, width], [vocabulary, width], [vocabulary]];
  const inputs = shapes
    .slice(0, hasBias ? 3 : 2)
    .map((shape, i) => tf.tensor(values(sizeOf(shape), 21 + i), shape));
  let terms = tf.tensor1d([]);
  const { value, grads } = tf.valueAndGrads((states, weight, bias) => {
    const result = projectedRDropTerms(states, weight.as2D(vocabulary, width), labels, {
      ...{ passes, coefficients, mask, bias: hasBias ? bias.as1D() : undefined },
      labelSmoothing: rest.labelSmoothing ?? 0,
      smoothingForm: rest.smoothingForm ?? 'uniform',
      chunkBytes: rest.chunkBytes,
    });
    terms = tf.keep(result.terms.clone());
    return tf.mul(result.loss, factor);
  })(inputs);
  const all = tf.concat([value.as1D(), terms, ...grads.map((gradient) => gradient.flatten())]);
  terms.dispose();
  return all;
}

function expectSame(given: Case, tolerance = 1e-5): void {
  const run = () => everything(given);
  const left = blocksLeftBy(backend, () => {
    const reference = on('simd', () => withReferences(run));
    expect(deviation(on('simd', run), reference)).toBeLessThan(tolerance);
  });
  expect(left).toBe(0);
}

const SIZES = { positions: 7, vocabulary: 33, width: 10 };
const MASK = [1, 0, 1, 1, 0, 0, 0.5];
const NOTHING = [0, 0, 0, 0, 0, 0, 0];

describe('projectedRDropTerms on simd against the composed operations', () => {
  it.each([1, 2, 3, 4])('%i passes', (passes) => {
    expectSame({ ...SIZES, passes });
    expectSame({ ...SIZES, passes, mask: MASK, labelSmoothing: 0.1, hasBias: true });
    expectSame({ ...SIZES, passes, labelSmoothing: 0.2, smoothingForm: 'others' });
  });

  it.each([2, 5, 8, 100])('%i classes, rows longer than a block, odd widths', (vocabulary) => {
    expectSame({ positions: 5, vocabulary, width: 7, passes: 2, hasBias: true });
    expectSame({ positions: 3, vocabulary: 500 + vocabulary, width: 5, passes: 3, labelSmoothing: 0.1 });
  });

  it.each([1, 4 * 33 * 2, 4 * 33 * 2 * 3, 1e6])('chunks of %i bytes give the same', (chunkBytes) => {
    expectSame({ ...SIZES, passes: 2, hasBias: true, chunkBytes, labelSmoothing: 0.1 });
    expectSame({ ...SIZES, passes: 2, mask: MASK, chunkBytes });
  });

  it('multiplies the gradients with that of the loss', () => {
    expectSame({ ...SIZES, passes: 2, hasBias: true, factor: 3 });
  });

  it('is the same bits at every run', () => {
    const given = { positions: 40, vocabulary: 900, width: 32, passes: 2, hasBias: true };
    const run = () => on('simd', () => everything(given));
    expect(run()).toEqual(run());
  });

  it('has nothing to do where nothing counts', () => {
    const result = on('simd', () => everything({ ...SIZES, passes: 2, mask: NOTHING, hasBias: true }));
    expect(new Set(result)).toEqual(new Set([0]));
  });

  it('gives only terms when no gradient is recorded', () => {
    const [states, weight] = [tf.tensor(values(12 * 4), [12, 4]), tf.tensor2d(values(9 * 4, 2), [9, 4])];
    const labels = tf.tensor1d(integers(6, 9), 'int32');
    const options = { passes: 2, coefficients: [1, 1, 0, 0, 2] };
    const terms = on('simd', () => projectedRDropTerms(states, weight, labels, options).terms);
    const expected = on('simd', () => rDropTerms(linear(states, weight), labels, options));
    expect(deviation(terms, expected)).toBeLessThan(1e-6);
    tf.dispose([states, weight, labels]);
  });

  it('leaves gradients alone that somebody else holds', () => {
    const dy = tf.scalar(2);
    const dStates = tf.tensor1d([1, 2, 3]);
    const other = dStates.clone();
    const dWeight = tf.tensor1d([4, 5]);
    const [first, second] = tf
      .engine()
      .runKernel<tf.Tensor[]>('RDropProjectedTermsGrad', { dy, dStates, dWeight });
    expect(first?.arraySync()).toEqual([2, 4, 6]);
    expect(other.arraySync()).toEqual([1, 2, 3]);
    expect(second?.arraySync()).toEqual([8, 10]);
    expect(second?.dataId).toBe(dWeight.dataId);
    tf.dispose([dy, dStates, other, dWeight, first, second]);
  });

  it('says what does not fit', () => {
    const run = (inputs: tf.NamedTensorMap, passes = 2) =>
      tf.engine().runKernel('RDropProjectedTerms', inputs, {
        ...{ passes, smoothing: 0, form: 'uniform', coefficients: [1, 1, 0, 0, 1] },
        ...{ wantsGradients: false, chunkBytes: 0 },
      });
    const [states, weight] = [tf.zeros([6, 4]), tf.zeros([9, 4])];
    const labels = tf.zeros([3], 'int32');
    expect(() => run({ states: tf.zeros([6, 5]), weight, labels })).toThrow('expected states of width 4');
    expect(() => run({ states, weight, labels: tf.zeros([4], 'int32') })).toThrow(
      'labels: expected 3 elements',
    );
    expect(() => run({ states, weight, labels }, 4)).toThrow('rows that 4 passes divide, got 6');
    expect(() => run({ states, weight, labels, bias: tf.zeros([4]) })).toThrow('bias: expected 9 elements');
  });
});
