import { beginStep, globalNorm } from '@rdrop/ops';
import { createOptimizer, type Optimizer, readScalar } from '@rdrop/training';
import * as tf from '@tensorflow/tfjs';
import type { BuildOptions, TrainingModel, Workload } from './workload.js';

/** The parts of a step, in order. */
export const PHASES = ['forward', 'backward', 'optimizer'] as const;
export type Phase = (typeof PHASES)[number];

/** Losses of one step, means over the positions of one pass; the caller disposes of them. */
export interface StepLosses {
  readonly loss: tf.Scalar;
  readonly kl: tf.Scalar;
  /** Norm of all gradients before clipping. */
  readonly gradientNorm: number;
}

const LEARNING_RATE = 5e-4;
const CLIP_NORM = 1;

/** Makes the steps that are timed, as the training loop makes them: sums, one division, clipping folded into Adam. */
export class Trainer {
  readonly #model: TrainingModel;
  readonly #optimizer: Optimizer;
  readonly #variables: ReadonlyMap<string, tf.Variable>;
  #updates = 0;

  constructor(workload: Workload, options: BuildOptions) {
    this.#model = workload.build(options);
    this.#variables = new Map(this.#model.parameters.entries());
    this.#optimizer = createOptimizer({ kind: 'torch-adam', betas: [0.9, 0.98] }, this.#variables);
  }

  /** Scalars of all parameters. */
  get parameterCount(): number {
    return this.#model.parameters.size;
  }

  /**
   * One update: forward pass and loss, gradients, clipping by their global norm, Adam. All of it has been computed when it
   * returns.
   *
   * @param onPhase called when a phase begins
   */
  async step(onPhase: (phase: Phase) => void = () => undefined): Promise<StepLosses> {
    let kept: { readonly kl: tf.Scalar; readonly count: number } | undefined;
    beginStep();
    onPhase('forward');
    const { value: sum, grads } = tf.variableGrads(() => {
      const losses = this.#model.lossAt(this.#updates);
      kept = { kl: tf.keep(losses.kl.clone()), count: losses.count };
      onPhase('backward');
      return losses.sum;
    }, [...this.#variables.values()]);
    onPhase('optimizer');
    if (kept === undefined)
      throw new Error('Trainer.step: expected TensorFlow.js to call the loss, it did not');
    const { kl, count } = kept;
    const gradients = this.#byName(grads);
    const norm = globalNorm([...gradients.values()]);
    const clip = { norm, limit: CLIP_NORM };
    this.#optimizer.apply(gradients, { learningRate: LEARNING_RATE, gradientScale: 1 / count, clip });
    this.#updates += 1;
    const losses = { loss: tf.div<tf.Scalar>(sum, count), kl: tf.div<tf.Scalar>(kl, count) };
    tf.dispose([sum, kl, grads]);
    return { ...losses, gradientNorm: (await readScalar(norm)) / count };
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.#model.dispose();
  }

  #byName(grads: tf.NamedTensorMap): Map<string, tf.Tensor> {
    const named = new Map<string, tf.Tensor>();
    for (const [name, variable] of this.#variables) {
      const gradient = grads[variable.name];
      if (gradient === undefined) throw new Error(`expected a gradient of parameter '${name}', got none`);
      named.set(name, gradient);
    }
    return named;
  }
}
