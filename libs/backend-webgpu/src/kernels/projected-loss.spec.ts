import { linear, projectedRDropTerms, rDropTerms, type SmoothingForm } from '@rdrop/ops';
import { integers, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences, threeWays } from '../testing/ways.js';

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

/** The loss, the terms and all gradients. */
function everything(given: Case): tf.Tensor[] {
  const { positions, vocabulary, width, passes, factor = 1, hasBias = false, mask, chunkBytes } = given;
  const coefficients = Array.from({ length: 2 * passes + 1 }, (_, i) => 0.4 + 0.15 * i);
  const labels = tf.tensor1d(integers(positions, vocabulary, 3), 'int32');
  const shapes = [[passes * positions, width], [vocabulary, width], [vocabulary]];
  const inputs = shapes
    .slice(0, hasBias ? 3 : 2)
    .map((shape, i) => tf.tensor(values(sizeOf(shape), 21 + i), shape));
  const terms: tf.Tensor[] = [];
  const { value, grads } = tf.valueAndGrads((states, weight, bias) => {
    const result = projectedRDropTerms(states ?? labels, weight.as2D(vocabulary, width), labels, {
      ...{ passes, coefficients, chunkBytes, mask: mask === undefined ? undefined : tf.tensor1d([...mask]) },
      bias: hasBias ? bias.as1D() : undefined,
      labelSmoothing: given.labelSmoothing ?? 0,
      smoothingForm: given.smoothingForm ?? 'uniform',
    });
    terms.push(tf.keep(result.terms.clone()));
    return tf.mul(result.loss, factor);
  })(inputs);
  const all = [value, ...terms.map((each) => each.clone()), ...grads];
  tf.dispose(terms);
  return all;
}

const SIZES = { positions: 7, vocabulary: 33, width: 10 };
const MASK = [1, 0, 1, 1, 0, 0, 0.5];

describeOnGpu('RDropProjectedTerms', (backend) => {
  const same = (given: Case) => expectAsReferences(() => everything(given), 1e-5);

  it.each([1, 2, 3])('equals the composed operations, %i passes', async (passes) => {
    await same({ ...SIZES, passes });
    await same({ ...SIZES, passes, mask: MASK, labelSmoothing: 0.1, hasBias: true });
    await same({ ...SIZES, passes, labelSmoothing: 0.2, smoothingForm: 'others' });
    await same({ positions: 5, vocabulary: 508, width: 8, passes, labelSmoothing: 0.1, hasBias: true });
  });

  it.each([1, 4 * 33 * 2, 4 * 33 * 2 * 3, 1e6])(
    'gives the same in chunks of %i bytes',
    async (chunkBytes) => {
      await same({ ...SIZES, passes: 2, hasBias: true, chunkBytes, labelSmoothing: 0.1 });
      await same({ ...SIZES, width: 8, passes: 2, mask: MASK, chunkBytes });
    },
  );

  it('multiplies the gradients with that of the loss', async () => {
    await same({ ...SIZES, passes: 2, hasBias: true, factor: 3 });
  });

  it('is the same bits at every run', async () => {
    const given = { positions: 40, vocabulary: 900, width: 32, passes: 2, hasBias: true, chunkBytes: 1e5 };
    const { kernels } = await threeWays(() => [...everything(given), ...everything(given)]);
    expect(kernels.slice(kernels.length / 2)).toEqual(kernels.slice(0, kernels.length / 2));
  });

  it('has nothing to give where nothing counts', async () => {
    const given = { ...SIZES, passes: 2, mask: MASK.map(() => 0), hasBias: true };
    const { kernels } = await threeWays(() => everything(given));
    expect(new Set(kernels.flat())).toEqual(new Set([0]));
  });

  it('never holds all logits', async () => {
    const given = { positions: 400, vocabulary: 600, width: 4, passes: 2, chunkBytes: 100_000 };
    const logitBytes = 4 * 2 * given.positions * given.vocabulary;
    tf.dispose(tf.tidy(() => everything(given))); // what is pooled by now stays
    const before = backend.memory().numBytesInGPU;
    backend.pool.peakBytes = before;
    const results = tf.tidy(() => everything(given));
    await results[0]?.data();
    expect(backend.memory().peakBytesInGPU - before).toBeLessThan(logitBytes / 10);
    tf.dispose(results);
  });

  it('gives only terms when no gradient is recorded', async () => {
    const run = () => {
      const [states, weight] = [tf.tensor(values(48), [12, 4]), tf.tensor2d(values(36, 2), [9, 4])];
      const labels = tf.tensor1d(integers(6, 9), 'int32');
      const options = { passes: 2, coefficients: [1, 1, 0, 0, 2], chunkBytes: 200 };
      return [
        projectedRDropTerms(states, weight, labels, options).terms,
        rDropTerms(linear(states, weight), labels, options),
      ];
    };
    await expectAsReferences(run, 1e-6);
    const { kernels } = await threeWays(run);
    kernels[0]?.forEach((term, i) => expect(term).toBeCloseTo(kernels[1]?.[i] ?? NaN, 4));
  });

  it('leaves gradients alone that somebody else holds', async () => {
    const dy = tf.scalar(2);
    const dStates = tf.tensor1d([1, 2, 3]);
    const other = dStates.clone();
    const dWeight = tf.tensor1d([4, 5]);
    const scaled = tf.engine().runKernel<tf.Tensor[]>('RDropProjectedTermsGrad', { dy, dStates, dWeight });
    expect(await Promise.all(scaled.map((each) => each.array()))).toEqual([
      [2, 4, 6],
      [8, 10],
    ]);
    expect(await other.array()).toEqual([1, 2, 3]);
    expect(scaled[1]?.dataId).toBe(dWeight.dataId);
    tf.dispose([dy, dStates, other, dWeight, scaled]);
  });

  it('says what does not fit, and gives back what it made', () => {
    const { numBytesInGPU } = backend.memory();
    const run = (inputs: tf.NamedTensorMap, changed: tf.NamedAttrMap = {}) =>
      tf.engine().runKernel('RDropProjectedTerms', inputs, {
        ...{ passes: 2, smoothing: 0, form: 'uniform', coefficients: [1, 1, 0, 0, 1] },
        ...{ wantsGradients: true, chunkBytes: 0, ...changed },
      });
    const [states, weight] = [tf.zeros([6, 4]), tf.zeros([9, 4])];
    const labels = tf.zeros([3], 'int32');
    const inputs = { states, weight, labels };
    expect(() => run({ ...inputs, states: tf.zeros([6, 5]) })).toThrow('expected states of width 4');
    expect(() => run({ ...inputs, labels: tf.zeros([4], 'int32') })).toThrow('labels: expected 3 elements');
    expect(() => run(inputs, { passes: 4 })).toThrow('rows that 4 passes divide, got 6');
    expect(() => run({ ...inputs, bias: tf.zeros([4]) })).toThrow('bias: expected 9 elements');
    expect(() => run(inputs, { coefficients: [1, 1] })).toThrow('expected 5 coefficients, got 2');
    expect(backend.memory().numBytesInGPU).toBe(numBytesInGPU);
  });
});
