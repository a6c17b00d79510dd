import * as tf from '@tensorflow/tfjs';
import { assignUpdate, type GradientScaling, scaleOf } from './gradient-clip.js';
import { updateSlots, type UpdateSlot } from './update-slots.js';

/** One parameter with its gradient and moments; all of one shape. */
export interface AdamSlot extends UpdateSlot {
  readonly m: tf.Variable;
  readonly v: tf.Variable;
}

/** One step of any member of the Adam family; bias corrections are folded into stepSize and epsilon by the caller. */
export interface AdamHyper extends GradientScaling {
  readonly stepSize: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** p -= decoupledDecay * p, before the step (AdamW, fairseq). */
  readonly decoupledDecay: number;
  /** g += coupledDecay * p, after scaling (Adam with L2). */
  readonly coupledDecay: number;
}

function referenceUpdate(slot: AdamSlot, hyper: AdamHyper): void {
  const { parameter, gradient, m, v } = slot;
  const { beta1, beta2, epsilon, stepSize } = hyper;
  tf.tidy(() => {
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
  updateSlots({ where: 'adamUpdate', kernel: 'RDropAdam', state: ['m', 'v'], slots }, hyper, (slot) =>
    referenceUpdate(slot, slot.decay ? hyper : { ...hyper, decoupledDecay: 0, coupledDecay: 0 }),
  );
}
