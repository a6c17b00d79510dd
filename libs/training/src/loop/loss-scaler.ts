import { type GradientClip, type LossScaleState, updateLossScale } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { SavedOptimizerState } from '../optimizers/optimizer.js';
import { assignSaved } from '../optimizers/slots.js';

/** Where the scale begins: a gradient of 2 still fits into float16. */
const FIRST = 2 ** 15;
const RULE = { growEvery: 2000, most: 2 ** 24 };
/** A scale below this one says that gradients overflow whatever it is. */
const LEAST = 2 ** -13;
/** Gradients that are not to be clipped: no norm is larger. */
const NO_LIMIT = 3e38;

/** Before the names of its tensors in checkpoints. */
const PREFIX = 'lossScale/';

/** What became of the scale. */
export interface LossScaleReading {
  readonly scale: number;
  /** Updates that were skipped since the run began. */
  readonly skipped: number;
  /** Whether nothing can be hoped from halving it further. */
  readonly exhausted: boolean;
}

/**
 * Dynamic loss scaling, as fairseq and apex have it: losses are multiplied by a scale before they are differentiated, so that
 * small gradients survive float16; the update divides by it. When gradients overflow, the update is skipped and the scale is
 * halved; after 2000 good updates it is doubled. Scale, decision and Adam's corrections, which a skipped update does not
 * advance, are on the device: no update waits for the host. So the host does not know of a skipped update when it makes the
 * next one: the schedule goes on (in fairseq, which does wait, it does not).
 */
export class LossScaler {
  private readonly state: LossScaleState;

  constructor() {
    this.state = tf.tidy(() => ({
      scale: tf.variable(tf.scalar(FIRST), false),
      counts: tf.variable(tf.zeros([2]), false),
    }));
  }

  /** [] */
  get scale(): tf.Tensor {
    return this.state.scale;
  }

  /** How the optimizer is to clip by the norm of the scaled gradients: to a limit, 0 for none. */
  clip(norm: tf.Scalar, limit: number): GradientClip {
    return { norm, limit: limit === 0 ? NO_LIMIT : limit, lossScale: this.scale };
  }

  /** Call after the update: the next scale. Gives the norm without the scale, 0 when the update was skipped. */
  advance(norm: tf.Scalar): tf.Scalar {
    return updateLossScale(this.state, norm, RULE);
  }

  /** Waits for the device. */
  async read(): Promise<LossScaleReading> {
    const [scale] = await this.state.scale.data();
    const [, skipped] = await this.state.counts.data();
    const known = { scale: scale ?? Number.NaN, skipped: skipped ?? Number.NaN };
    return { ...known, exhausted: !(known.scale >= LEAST) };
  }

  /** What a checkpoint must hold, by name. */
  tensors(): [string, tf.Variable][] {
    const { scale, counts } = this.state;
    return [
      [`${PREFIX}scale`, scale],
      [`${PREFIX}counts`, counts],
    ];
  }

  /** @throws Error when a tensor is missing or has another shape */
  restore({ tensors }: SavedOptimizerState): void {
    assignSaved(tensors, this.tensors());
  }

  dispose(): void {
    tf.dispose([this.state.scale, this.state.counts]);
  }
}
