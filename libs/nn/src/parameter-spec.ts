import { deriveKey, randomNormal, randomUniform } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { ParameterSet } from './parameter-set.js';

/** How a parameter starts. `zeroRow` names a row that starts at 0 (the padding symbol of an embedding). */
export type Initializer =
  | { readonly kind: 'normal'; readonly std: number; readonly zeroRow?: number }
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'constant'; readonly value: number };

/** One parameter as plain data: a model is a list of these, counted or allocated alike. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** The part of the model it is counted under, for example `encoder layers`. */
  readonly part: string;
  /** What its starting values are a function of besides the seed. Default: the name. */
  readonly key?: string;
  /** false: a constant that belongs to the model and its files. Default true. */
  readonly trainable?: boolean;
}

/** U(-b, b) with b = gain * sqrt(6 / (in + out)), for a weight [out, in] (Glorot and Bengio). */
export function xavierUniform(outputs: number, inputs: number, gain = 1): Initializer {
  return { kind: 'uniform', bound: gain * Math.sqrt(6 / (inputs + outputs)) };
}

/** U(-b, b) with b = 1 / sqrt(in): what PyTorch gives the weight and the bias of a linear layer by default. */
export function fanInUniform(inputs: number): Initializer {
  return { kind: 'uniform', bound: 1 / Math.sqrt(inputs) };
}

/** Number of scalars of one parameter. */
export function parameterSize(spec: ParameterSpec): number {
  return spec.shape.reduce((product, extent) => product * extent, 1);
}

/** The starting values of one parameter: a function of seed and name (or key) only, the same on every engine. */
export function initialValues(spec: ParameterSpec, seed: number): Float32Array {
  const size = parameterSize(spec);
  const { initializer } = spec;
  if (initializer.kind === 'constant') return new Float32Array(size).fill(initializer.value);
  const key = deriveKey(seed, 0, spec.key ?? spec.name);
  if (initializer.kind === 'uniform') {
    return randomUniform(key, size, -initializer.bound, initializer.bound);
  }
  const values = randomNormal(key, size, initializer.std);
  if (initializer.zeroRow !== undefined) {
    const width = size / (spec.shape[0] ?? 1);
    values.fill(0, initializer.zeroRow * width, (initializer.zeroRow + 1) * width);
  }
  return values;
}

/** Allocates and initialises every parameter of the list. The caller owns (disposes) the set. */
export function allocateParameters(specs: readonly ParameterSpec[], seed: number): ParameterSet {
  const parameters = new ParameterSet();
  for (const spec of specs) {
    const values = tf.tensor(initialValues(spec, seed), [...spec.shape], 'float32');
    parameters.add(spec.name, values, spec.trainable);
  }
  return parameters;
}

/** Scalars per part, in order of first appearance. Allocates nothing. */
export function countByPart(specs: readonly ParameterSpec[]): { part: string; parameters: number }[] {
  const counts = new Map<string, number>();
  for (const spec of specs) counts.set(spec.part, (counts.get(spec.part) ?? 0) + parameterSize(spec));
  return [...counts].map(([part, parameters]) => ({ part, parameters }));
}
