import {
  beginStep,
  createStepRecorder,
  globalNorm,
  type Precision,
  type StepRecorder,
  withPrecision,
} from '@rdrop/ops';
import { createOptimizer, LossScaler, type Optimizer, readScalar } from '@rdrop/training';
import * as tf from '@tensorflow/tfjs';
import type { BuildOptions, TrainingModel, Workload } from './workload.js';

/** The parts of a step, in order. */
export const PHASES = ['forward', 'backward', 'optimizer'] as const;
export type Phase = (typeof PHASES)[number];

/** Numbers of one step; losses are means over the positions of one pass. */
export interface StepNumbers {
  readonly loss: number;
  readonly kl: number;
  /** Norm of all gradients before clipping; 0 for an update that was skipped. */
  readonly gradientNorm: number;
  /** Milliseconds until the device had been told all of it. */
  readonly hostMs: number;
}

export interface TrainerOptions extends BuildOptions {
  /** Whether an engine that can may record steps and run them again without the host's code. Default true. */
  readonly replay?: boolean;
  /** Of matrix products, prepared by `preparePrecision`. Default 'float32'. */
  readonly precision?: Precision;
}

const LEARNING_RATE = 5e-4;
const CLIP_NORM = 1;

/** Reads scalars, which are disposed of. */
async function readAll(scalars: Readonly<Record<string, tf.Scalar>>): Promise<Record<string, number>> {
  const read = Object.entries(scalars).map(
    async ([name, scalar]) => [name, await readScalar(scalar)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** Makes the steps that are timed, as the training loop makes them: sums, one division, clipping folded into Adam. */
export class Trainer {
  readonly #model: TrainingModel;
  readonly #optimizer: Optimizer;
  readonly #variables: ReadonlyMap<string, tf.Variable>;
  #recorder: StepRecorder | undefined;
  readonly #precision: Precision;
  /** In mixed precision. */
  readonly #scaler: LossScaler | undefined;
  #updates = 0;

  constructor(workload: Workload, { replay = true, precision = 'float32', ...options }: TrainerOptions) {
    this.#precision = precision;
    this.#scaler = precision === 'mixed' ? new LossScaler() : undefined;
    this.#model = workload.build(options);
    this.#variables = new Map(this.#model.parameters.entries());
    const skips = this.#scaler !== undefined;
    this.#optimizer = createOptimizer({ kind: 'torch-adam', betas: [0.9, 0.98] }, this.#variables, { skips });
    this.#recorder = replay ? createStepRecorder() : undefined;
  }

  /** Scalars of all parameters. */
  get parameterCount(): number {
    return this.#model.parameters.size;
  }

  /** Steps that the engine has run alone. */
  get replays(): number {
    return this.#recorder?.replays ?? 0;
  }

  /**
   * One update: forward pass and loss, gradients, clipping by their global norm, Adam. All of it has been computed when it
   * returns.
   *
   * @param onPhase called when a phase begins; a step that tells its phases is not recorded
   */
  async step(onPhase?: (phase: Phase) => void): Promise<StepNumbers> {
    const update = this.#updates++;
    const { count } = this.#model;
    const start = performance.now();
    this.#optimizer.advance({ learningRate: LEARNING_RATE, gradientScale: 1 / count });
    let reading: Promise<Readonly<Record<string, number>>>;
    if (this.#recorder === undefined || onPhase !== undefined) {
      const { loss, kl, norm } = tf.tidy(() => this.#compute(update, onPhase ?? (() => undefined)));
      reading = readAll({ loss, kl, norm });
    } else {
      const body = () => ({ ...this.#compute(update, () => undefined) });
      reading = (await this.#recorder.run({ key: '', update, inputs: {}, body })).read();
    }
    const hostMs = performance.now() - start;
    const numbers = await reading;
    const mean = (name: string) => (numbers[name] ?? Number.NaN) / count;
    return {
      ...{ loss: mean('loss'), kl: mean('kl'), gradientNorm: mean('norm') },
      hostMs,
    };
  }

  /** Values of all parameters, of the optimizer's state and of the loss scale's. */
  async values(): Promise<readonly Float32Array[]> {
    const scaling = new Map(this.#scaler?.tensors());
    const state = [this.#variables, this.#optimizer.state().tensors, scaling];
    const variables = state.flatMap((tensors) => [...tensors.values()]);
    return Promise.all(variables.map(async (variable) => Float32Array.from(await variable.data())));
  }

  /** From here on every step is run by the host's code, and recordings are forgotten. */
  stopReplaying(): void {
    this.#recorder?.dispose();
    this.#recorder = undefined;
  }

  dispose(): void {
    this.#recorder?.dispose();
    this.#optimizer.dispose();
    this.#scaler?.dispose();
    this.#model.dispose();
  }

  /** Makes the update on the device; gives its sums. */
  #compute(update: number, onPhase: (phase: Phase) => void) {
    const scaler = this.#scaler;
    let losses: { readonly loss: tf.Scalar; readonly kl: tf.Scalar } | undefined;
    beginStep();
    onPhase('forward');
    const forward = () => {
      const { sum, kl } = this.#model.lossAt(update);
      losses = { loss: tf.keep(sum.clone()), kl: tf.keep(kl.clone()) };
      onPhase('backward');
      return scaler === undefined ? sum : tf.mul<tf.Scalar>(sum, scaler.scale);
    };
    const { value, grads } = withPrecision(this.#precision, () =>
      tf.variableGrads(forward, [...this.#variables.values()]),
    );
    onPhase('optimizer');
    if (losses === undefined)
      throw new Error('Trainer.step: expected TensorFlow.js to call the loss, it did not');
    const gradients = this.#byName(grads);
    const norm = globalNorm([...gradients.values()]);
    const clip = scaler?.clip(norm, CLIP_NORM) ?? { norm, limit: CLIP_NORM };
    this.#optimizer.update(gradients, clip);
    tf.dispose([value, ...Object.values(grads)]);
    return { ...losses, norm: scaler?.advance(norm) ?? norm };
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
