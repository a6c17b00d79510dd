import {
  adamUpdate,
  type AdamSlot,
  advanceCorrections,
  globalNorm,
  type MomentumSlot,
  nagUpdate,
  sgdUpdate,
  updateLossScale,
} from '@rdrop/ops';
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
const betas = { beta1: 0.9, beta2: 0.98 };
const adam = {
  ...scaled,
  ...betas,
  stepSize: 0.01,
  epsilon: 1e-8,
  decoupledDecay: 0.001,
  coupledDecay: 0.01,
};

/** Norms of gradients; an update with one that is not finite is skipped. */
const norms = () => [1, 2, Infinity, 3, NaN, 4, 5, 6].map((norm) => tf.scalar(norm));

/** Adam where updates may be skipped: every other one is. */
function skippingAdam(): tf.Tensor[] {
  const values = tf.variable(tf.zeros([2]), false);
  const lossScale = tf.scalar(4);
  const made = updated((all, norm) => {
    for (const each of [norm, tf.scalar(Infinity)]) {
      advanceCorrections(values, each, betas);
      const clip = { norm: each, limit: 0.3, lossScale };
      adamUpdate(all, { ...adam, clip, corrections: { values, ofEpsilon: true } });
    }
  });
  values.dispose();
  return made;
}

/** Corrections after some updates. */
function corrections(): tf.Tensor {
  const values = tf.variable(tf.zeros([2]), false);
  for (const norm of norms()) advanceCorrections(values, norm, betas);
  const made = values.clone();
  values.dispose();
  return made;
}

/** What each update is told of its norm, and the state after all: grown to the largest scale, halved, grown again. */
function scaling(): tf.Tensor[] {
  const state = { scale: tf.variable(tf.scalar(8), false), counts: tf.variable(tf.zeros([2]), false) };
  const plain = norms().map((norm) => updateLossScale(state, norm, { growEvery: 2, most: 16 }));
  const made = [...plain, state.scale.clone(), state.counts.clone()];
  tf.dispose([state.scale, state.counts]);
  return made;
}

/** The norm of all gradients, the optimizers, and what decides whether updates are made. */
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
      RDropAdam: updated((all, norm) => adamUpdate(all, { ...adam, clip: { norm, limit: 0.3 } })),
    }),
  },
  {
    title: 'Adam with a loss scale',
    kernels: ['RDropAdam'],
    tolerance,
    run: () => ({ RDropAdam: skippingAdam() }),
  },
  {
    title: "Adam's bias corrections",
    kernels: ['RDropAdamCorrections'],
    tolerance,
    run: () => ({ RDropAdamCorrections: [corrections()] }),
  },
  {
    title: 'the rule of the loss scale',
    kernels: ['RDropLossScale'],
    tolerance,
    run: () => ({ RDropLossScale: scaling() }),
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
