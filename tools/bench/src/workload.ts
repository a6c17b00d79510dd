import {
  type Forward,
  type ForwardContext,
  type ModelOutput,
  type RDropBatch,
  type RDropLoss,
  rDropStep,
} from '@rdrop/core';
import { allocateParameters, type ParameterSet, type ParameterSpec } from '@rdrop/nn';
import * as tf from '@tensorflow/tfjs';

/** One task at one size, as plain data. */
interface WorkloadFacts {
  readonly specs: readonly ParameterSpec[];
  /** What speed is counted in; a sample counts once however often it is passed through. */
  readonly unit: 'tokens' | 'images';
  /** Units of one batch. */
  readonly units: number;
  /** Samples of one batch. */
  readonly batch: number;
  readonly labelSmoothing: number;
  /** Whether every layer is computed at every position, also where nothing reads it. */
  readonly allPositions: boolean;
}

/** What one training step computes; `I` is what the model reads. */
export interface WorkloadDefinition<I> extends WorkloadFacts {
  /** Random inputs and labels, a function of the seed. The caller disposes of them. */
  readonly randomBatch: (seed: number) => RDropBatch<I>;
  /** Logits [passes*B, ..., V], or what they are made from. */
  readonly forward: (parameters: ParameterSet, inputs: I, context: ForwardContext) => ModelOutput;
}

export interface BuildOptions {
  readonly seed: number;
  /** False: the batch goes through once, and the loss is the cross-entropy. */
  readonly rdrop: boolean;
  readonly alpha: number;
}

/** A model with its one batch. */
export interface TrainingModel {
  readonly parameters: ParameterSet;
  /** Positions of one pass that count: what sums are divided by. */
  readonly count: number;
  /** Forward pass and loss with the masks of this update; to be differentiated. */
  lossAt(update: number): RDropLoss;
  /** Frees parameters and batch. */
  dispose(): void;
}

/** One task at one size. */
export interface Workload extends WorkloadFacts {
  /** Allocates parameters and batch on the active backend. */
  build(options: BuildOptions): TrainingModel;
}

/** Scalars of all parameters. */
export function parameterCount(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + shape.reduce((size, extent) => size * extent, 1), 0);
}

/** Makes a workload of its parts; what its model reads stays inside. */
export function defineWorkload<I extends tf.TensorContainerObject>(
  definition: WorkloadDefinition<I>,
): Workload {
  const { specs, unit, units, batch, labelSmoothing, allPositions } = definition;
  return {
    specs,
    unit,
    units,
    batch,
    labelSmoothing,
    allPositions,
    build({ seed, rdrop, alpha }) {
      const parameters = allocateParameters(specs, seed);
      const data = definition.randomBatch(seed);
      const forward: Forward<I> = (inputs, context) => definition.forward(parameters, inputs, context);
      const step = rDropStep<I>(forward, { alpha, seed, passes: rdrop ? 2 : 1, labelSmoothing });
      return {
        parameters,
        count: data.count ?? data.labels.size,
        lossAt: (update) => step(data, { update }),
        dispose() {
          parameters.dispose();
          tf.dispose([data.inputs, data.labels]);
        },
      };
    },
  };
}
