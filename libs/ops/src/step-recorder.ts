import * as tf from '@tensorflow/tfjs';

/** Values on the host that become a tensor of a step. */
export interface HostTensor {
  readonly values: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** A training step that an engine may run by itself, without the host's code, once it has seen it. */
export interface RecordableStep {
  /**
   * Tells apart steps that compute differently: the shapes of the inputs, and every other thing that `body` depends on
   * besides the values of its inputs, the update and what is declared with `declareNumbers`.
   */
  readonly key: string;
  /** Updates made before. */
  readonly update: number;
  readonly inputs: Readonly<Record<string, HostTensor>>;
  /**
   * The step: not called when the engine runs it alone, so what it moves on is on the device. It may change variables in
   * place, must leave no tensors behind and read nothing back. Tensors that it makes of other host values than the
   * inputs must have the same values in all steps of a key.
   *
   * @param inputs tensors of the inputs, for this call only
   * @returns what is to be read later
   */
  body(inputs: Readonly<Record<string, tf.Tensor>>): Readonly<Record<string, tf.Scalar>>;
}

/** Numbers that a step has computed, or will have. */
export interface StepReading {
  /** Waits for the device; throws what went wrong there. */
  read(): Promise<Readonly<Record<string, number>>>;
}

/** Runs steps, and records those that come again. */
export interface StepRecorder {
  /** Makes the step; waits only while several steps before it are still running. */
  run(step: RecordableStep): Promise<StepReading>;
  /** Steps that the engine ran alone, so far. */
  readonly replays: number;
  /** Frees what recorded steps hold. */
  dispose(): void;
}

export interface StepRecorderOptions {
  /** Gets a sentence, once each, why steps of some kind cannot be recorded. */
  readonly onNote?: (note: string) => void;
}

function isRecorder(value: unknown): value is StepRecorder {
  return (
    typeof value === 'object' && value !== null && 'run' in value && 'replays' in value && 'dispose' in value
  );
}

/** A recorder of the active backend, for an engine that has them (webgpu); the caller disposes of it. */
export function createStepRecorder(options: StepRecorderOptions = {}): StepRecorder | undefined {
  const backend = tf.backend();
  const create: unknown = Reflect.get(backend, 'createStepRecorder');
  if (typeof create !== 'function') return undefined;
  const recorder: unknown = Reflect.apply(create, backend, [options]);
  return isRecorder(recorder) ? recorder : undefined;
}
