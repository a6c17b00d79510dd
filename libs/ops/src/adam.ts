import * as tf from '@tensorflow/tfjs';
import type { AdamCorrections } from './adam-corrections.js';
import { assignUpdate, type GradientScaling, scaleOf } from './gradient-clip.js';
import { updateSlots, type UpdateSlot } from './update-slots.js';

/** One parameter with its gradient and moments; all of one shape. */
export interface AdamSlot extends UpdateSlot {
  readonly m: tf.Variable;
  readonly v: tf.Variable;
}

/**
 * One step of any member of the Adam family; bias corrections are folded into stepSize and epsilon by the caller, or given as
 * `corrections`.
 */
export interface AdamHyper extends GradientScaling {
  readonly stepSize: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** p -= decoupledDecay * p, before the step (AdamW, fairseq). */
  readonly decoupledDecay: number;
  /** g += coupledDecay * p, after scaling (Adam with L2). */
  readonly coupledDecay: number;
  /** Where updates may be skipped, so that only the device knows how many were made. */
  readonly corrections?: AdamCorrections | undefined;
}

/** stepSize and epsilon with the corrections that are on the device. */
function correctedRates({ stepSize, epsilon, corrections }: AdamHyper) {
  if (corrections === undefined) return { stepSize, epsilon };
  const [first, second] = tf.unstack(corrections.values);
  const root = tf.sqrt(second ?? Number.NaN);
  return {
    stepSize: tf.div(tf.mul(stepSize, root), first ?? Number.NaN),
    epsilon: corrections.ofEpsilon ? tf.mul(epsilon, root) : epsilon,
  };
}

function referenceUpdate(slot: AdamSlot, hyper: AdamHyper): void {
  const { parameter, gradient, m, v } = slot;
  const { beta1, beta2 } = hyper;
  tf.tidy(() => {
    const { stepSize, epsilon } = correctedRates(hyper);
    const scaled = tf.mul(gradient, scaleOf(hyper));
    const g = hyper.coupledDecay === 0 ? scaled : tf.add(scaled, tf.mul(parameter, hyper.coupledDecay));
    const nextM = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
    const nextV = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
    const direction = tf.div(nextM, tf.add(tf.sqrt(nextV), epsilon));
    const decayed = hyper.decoupledDecay === 0 ? parameter : tf.mul(parameter, 1 - hyper.decoupledDecay);
    assignUpdate(m, nextM, hyper);
    assignUpdate(v, nextV, hyper);
    assignUpdate(parameter, tf.sub(decayed, tf.mul(direction, stepSize)), hyper);
  });
}

/**
 * Updates all parameters and their moments in place:
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p -= stepSize * m / (sqrt(v) + epsilon).
 * An engine's kernel writes into the variables' own memory: hold no other view of them across this call.
 */
export function adamUpdate(slots: readonly AdamSlot[], hyper: AdamHyper): void {
  const { corrections, ...numbers } = hyper;
  const besides = corrections === undefined ? {} : { corrections: corrections.values };
  const flags = corrections === undefined ? {} : { correctsEpsilon: corrections.ofEpsilon };
  updateSlots(
    { where: 'adamUpdate', kernel: 'RDropAdam', state: ['m', 'v'], slots, besides },
    { ...numbers, ...flags },
    (slot) => referenceUpdate(slot, slot.decay ? hyper : { ...hyper, decoupledDecay: 0, coupledDecay: 0 }),
  );
}
