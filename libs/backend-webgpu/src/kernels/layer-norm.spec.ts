import { layerNorm, philoxDropout, rank1 } from '@rdrop/ops';
import { values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it, vi } from 'vitest';
import { describeOnGpu, foldDispatches } from '../testing/gpu.js';
import { expectAsReferences, valuesOf } from '../testing/ways.js';

interface Case {
  readonly rows: number;
  readonly width: number;
  readonly residual?: boolean;
  readonly rates?: readonly number[];
  /** Added to every element. */
  readonly shift?: number;
}

/** The value, and the gradients by x, gain, bias and the residual for a random gradient of the value. */
function results({ rows, width, residual = false, rates, shift = 0 }: Case): tf.Tensor[] {
  const random = (seed: number) => tf.tensor2d(values(rows * width, seed), [rows, width]);
  const inputs: tf.Tensor[] = [
    tf.add(random(1), shift),
    tf.tensor1d(values(width, 2)),
    tf.tensor1d(values(width, 3)),
  ];
  if (residual) inputs.push(random(4));
  const dropout =
    rates === undefined ? undefined : philoxDropout({ seed: 7, update: 3, passRates: rates }).at('site', 0.5);
  const run = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, added?: tf.Tensor) =>
    layerNorm(x, rank1('gain', gain), rank1('bias', bias), {
      dropout,
      ...(added === undefined ? {} : { residual: added }),
    });
  const [x, gain, bias, added] = inputs;
  if (x === undefined || gain === undefined || bias === undefined) throw new Error('three inputs expected');
  const gradients = tf.grads((...given: tf.Tensor[]) => {
    const [first = x, second = gain, third = bias, fourth] = given;
    return run(first, second, third, fourth);
  })(inputs, random(5));
  return [run(x, gain, bias, added), ...gradients];
}

describeOnGpu('RDropLayerNorm', (backend) => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    { rows: 1, width: 4 },
    { rows: 3, width: 1 },
    { rows: 5, width: 7, residual: true },
    { rows: 33, width: 64, residual: true, rates: [0.3] },
    { rows: 30, width: 37, residual: true, rates: [0.1, 0.6] },
    { rows: 2, width: 130, rates: [0.5] },
    { rows: 70, width: 512, residual: true, rates: [0.1, 0.4] },
    { rows: 6, width: 768, rates: [0, 0.2, 0.4] },
    { rows: 3, width: 5000, residual: true, rates: [0.2] },
    { rows: 2, width: 1030 },
  ])('%o', async (shape) => {
    await expectAsReferences(() => results(shape), 1e-5);
  });

  it('adds up the gradients by gain and bias of very many rows', async () => {
    await expectAsReferences(() => results({ rows: 9001, width: 8, residual: true }), 1e-5);
  });

  it.each([20, 64, 513, 1024])('does without subgroups, width %i', async (width) => {
    vi.spyOn(backend, 'has').mockReturnValue(false);
    await expectAsReferences(() => results({ rows: 9, width, residual: true, rates: [0.3] }), 1e-5);
  });

  it('keeps its digits far from 0', async () => {
    await expectAsReferences(() => results({ rows: 4, width: 300, shift: 100 }), 2e-4);
  });

  it('may have its workgroups in several rows', async () => {
    const body = () => results({ rows: 300, width: 100, residual: true, rates: [0.3] });
    const expected = await valuesOf(body);
    foldDispatches(backend, 7);
    expect(await valuesOf(body)).toEqual(expected);
  });

  it('gives the same bits on every run', async () => {
    const shape = { rows: 300, width: 100, residual: true, rates: [0.3] };
    const first = await valuesOf(() => results(shape));
    expect(await valuesOf(() => results(shape))).toEqual(first);
  });

  it('gives zeros to gain and bias for no rows', async () => {
    const outputs = await valuesOf(() =>
      tf.engine().runKernel<tf.Tensor[]>(
        'RDropLayerNormGrad',
        {
          dy: tf.zeros([0, 3]),
          normalised: tf.zeros([0, 3]),
          inverseStd: tf.zeros([0]),
          gain: tf.ones([3]),
        },
        { wantsResidual: true, key0: 0, key1: 0, rates: [] },
      ),
    );
    expect(outputs).toEqual([[], [], [0, 0, 0], [0, 0, 0]]);
  });
});
