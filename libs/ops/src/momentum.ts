import * as tf from '@tensorflow/tfjs';
import { assignUpdate, type GradientScaling, scaleOf } from './gradient-clip.js';
import { updateSlots, type UpdateSlot } from './update-slots.js';

/** One parameter with its gradient and momentum buffer; all of one shape. */
export interface MomentumSlot extends UpdateSlot {
  readonly momentum: tf.Variable;
}

/** One step of SGD with momentum, PyTorch's rule without dampening. */
export interface SgdHyper extends GradientScaling {
  readonly learningRate: number;
  readonly momentum: number;
  /** g += coupledDecay * p, after scaling. */
  readonly coupledDecay: number;
}

/** One step of Nesterov's method as fairseq has it: the buffer holds steps, rescaled when the rate changes. */
export interface NagHyper extends GradientScaling {
  readonly learningRate: number;
  readonly momentum: number;
  /** The momentum times this learning rate over that of the update before. */
  readonly carriedMomentum: number;
  /** p -= decoupledDecay * p, before the step. */
  readonly decoupledDecay: number;
}

function referenceSgd({ parameter, gradient, momentum, decay }: MomentumSlot, hyper: SgdHyper): void {
  tf.tidy(() => {
    const scaled = tf.mul(gradient, scaleOf(hyper));
    const hasDecay = decay && hyper.coupledDecay > 0;
    const g = hasDecay ? tf.add(scaled, tf.mul(parameter, hyper.coupledDecay)) : scaled;
    const next = tf.add(tf.mul(momentum, hyper.momentum), g);
    assignUpdate(momentum, next, hyper);
    assignUpdate(parameter, tf.sub(parameter, tf.mul(next, hyper.learningRate)), hyper);
  });
}

function referenceNag({ parameter, gradient, momentum, decay }: MomentumSlot, hyper: NagHyper): void {
  const { carriedMomentum } = hyper;
  tf.tidy(() => {
    const step = tf.mul(gradient, tf.mul(scaleOf(hyper), hyper.learningRate));
    const ahead = tf.sub(
      tf.mul(momentum, hyper.momentum * carriedMomentum),
      tf.mul(step, 1 + hyper.momentum),
    );
    const kept = tf.mul(parameter, decay ? 1 - hyper.decoupledDecay : 1);
    assignUpdate(parameter, tf.add(kept, ahead), hyper);
    assignUpdate(momentum, tf.sub(tf.mul(momentum, carriedMomentum), step), hyper);
  });
}

/**
 * Updates all parameters and their momentum buffers in place: b = momentum b + g; p -= learningRate b.
 * An engine's kernel writes into the variables' own memory: hold no other view of them across this call.
 *
 * @throws Error when a gradient has another shape than its parameter
 */
export function sgdUpdate(slots: readonly MomentumSlot[], hyper: SgdHyper): void {
  updateSlots({ where: 'sgdUpdate', kernel: 'RDropSgd', state: ['momentum'], slots }, hyper, (slot) =>
    referenceSgd(slot, hyper),
  );
}

/**
 * Updates all parameters and their momentum buffers in place, with c = carriedMomentum:
 * p += momentum c b - (1 + momentum) learningRate g; b = c b - learningRate g.
 * An engine's kernel writes into the variables' own memory: hold no other view of them across this call.
 *
 * @throws Error when a gradient has another shape than its parameter
 */
export function nagUpdate(slots: readonly MomentumSlot[], hyper: NagHyper): void {
  updateSlots({ where: 'nagUpdate', kernel: 'RDropNag', state: ['momentum'], slots }, hyper, (slot) =>
    referenceNag(slot, hyper),
  );
}
