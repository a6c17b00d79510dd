import { adamUpdate, type AdamSlot, globalNorm, type MomentumSlot, nagUpdate, sgdUpdate } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { type KernelCase, random } from './kernel-case.js';

/** Sizes of parameters: every remainder of a vector, and more parameters than a dispatch takes. */
const SIZES = [1, 2, 3, 5, 16, 17, 33, 10_000, 7, 3276, 256, 4001];

type Slot = AdamSlot & MomentumSlot;

function variable(seed: number, size: number): tf.Variable {
  return tf.variable(random(seed, size), false);
}

function slots(): Slot[] {
  return SIZES.map((size, i) => ({
    parameter: variable(5 * i, size),
    gradient: random(5 * i + 1, size),
    m: variable(5 * i + 2, size),
    v: tf.variable(tf.abs(random(5 * i + 3, size)), false),
    momentum: variable(5 * i + 4, size),
    decay: i % 2 === 0,
  }));
}

/** What two clipped updates make of the variables. */
function updated(update: (slots: readonly Slot[], norm: tf.Scalar) => void): tf.Tensor[] {
  const all = slots();
  const norm = globalNorm(all.map(({ gradient }) => gradient));
  update(all, norm);
  update(all, norm);
  const variables = all.flatMap(({ parameter, m, v, momentum }) => [parameter, m, v, momentum]);
  const values = variables.map((each) => each.clone());
  tf.dispose(variables);
  return values;
}

const tolerance = 2e-6;
const scaled = { gradientScale: 0.5 };

/** The norm of all gradients, and the optimizers. */
export const UPDATE_CASES: readonly KernelCase[] = [
  {
    title: `norm of ${SIZES.length} tensors`,
    kernels: ['RDropGlobalNorm'],
    tolerance,
    run: () => ({ RDropGlobalNorm: [globalNorm(SIZES.map((size, i) => random(i, size)))] }),
  },
  {
    title: 'Adam',
    kernels: ['RDropAdam'],
    tolerance,
    run: () => ({
      RDropAdam: updated((all, norm) =>
        adamUpdate(all, {
          ...{ ...scaled, clip: { norm, limit: 0.3 }, stepSize: 0.01, beta1: 0.9, beta2: 0.98 },
          ...{ epsilon: 1e-8, decoupledDecay: 0.001, coupledDecay: 0.01 },
        }),
      ),
    }),
  },
  {
    title: 'SGD',
    kernels: ['RDropSgd'],
    tolerance,
    run: () => ({
      RDropSgd: updated((all, norm) =>
        sgdUpdate(all, {
          ...{ ...scaled, clip: { norm, limit: 0.3 } },
          ...{ learningRate: 0.1, momentum: 0.9, coupledDecay: 0.01 },
        }),
      ),
    }),
  },
  {
    title: 'NAG',
    kernels: ['RDropNag'],
    tolerance,
    run: () => ({
      RDropNag: updated((all, norm) =>
        nagUpdate(all, {
          ...{ ...scaled, clip: { norm, limit: 0.3 }, learningRate: 0.1 },
          ...{ momentum: 0.99, carriedMomentum: 0.8, decoupledDecay: 0.01 },
        }),
      ),
    }),
  },
];
