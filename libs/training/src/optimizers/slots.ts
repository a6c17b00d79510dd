import * as tf from '@tensorflow/tfjs';
import type { NamedVariables, SavedOptimizerState } from './optimizer.js';

/** A parameter with its state variables, one per slot name. */
export interface Slot<S extends string> {
  readonly name: string;
  readonly parameter: tf.Variable;
  /** Whether weight decay applies. */
  readonly decay: boolean;
  readonly state: Readonly<Record<S, tf.Variable>>;
}

/** A slot with the gradient of its parameter. */
export interface SlotGradient<S extends string> {
  readonly slot: Slot<S>;
  readonly gradient: tf.Tensor;
}

/** Zeros made by the engine: `tf.zeros` would make them on the host first. */
function zeros(parameter: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(parameter), false));
}

/** What decides on which parameters weight decay applies. */
export type DecayPredicate = (name: string, parameter: tf.Variable) => boolean;

/** Parameters and their state variables of an optimizer; owns the latter. */
export class SlotTable<S extends string> {
  readonly slots: readonly Slot<S>[];
  private readonly byName: ReadonlyMap<string, Slot<S>>;

  constructor(
    parameters: NamedVariables,
    private readonly slotNames: readonly S[],
    decays: DecayPredicate,
  ) {
    this.slots = [...parameters].map(([name, parameter]) => ({
      name,
      parameter,
      decay: decays(name, parameter),
      state: fromNames(slotNames, () => zeros(parameter)),
    }));
    this.byName = new Map(this.slots.map((slot) => [slot.name, slot]));
    if (this.byName.size !== this.slots.length) {
      this.dispose();
      throw new Error('createOptimizer: expected every parameter name once');
    }
  }

  /** Slots paired with their gradients, in the order of the parameters. */
  withGradients(gradients: ReadonlyMap<string, tf.Tensor>): SlotGradient<S>[] {
    for (const name of gradients.keys()) {
      if (!this.byName.has(name))
        throw new Error(`Optimizer.update: got a gradient for the unknown parameter '${name}'`);
    }
    return this.slots.flatMap((slot) => {
      const gradient = gradients.get(slot.name);
      return gradient === undefined ? [] : [{ slot, gradient }];
    });
  }

  /** State variables by `<slot>/<parameter>`. */
  tensors(): Map<string, tf.Variable> {
    return new Map(
      this.slots.flatMap(({ name, state }) =>
        this.slotNames.map((slot): [string, tf.Variable] => [`${slot}/${name}`, state[slot]]),
      ),
    );
  }

  /** Sets every state variable from saved values. Nothing is changed unless all of them fit. */
  restore(saved: SavedOptimizerState['tensors']): void {
    assignSaved(saved, this.tensors());
  }

  dispose(): void {
    for (const { state } of this.slots) {
      for (const slot of this.slotNames) state[slot].dispose();
    }
  }
}

/**
 * Sets variables from the saved values of their names. Nothing is changed unless all of them fit.
 * @throws Error when one is missing or has another shape
 */
export function assignSaved(saved: SavedOptimizerState['tensors'], variables: NamedVariables): void {
  const updates = [...variables].map(([name, variable]) => {
    const tensor = saved.get(name);
    if (tensor === undefined) throw new Error(`Optimizer.restore: the saved state has no '${name}'`);
    if (tensor.shape.join() !== variable.shape.join()) {
      throw new Error(
        `Optimizer.restore: expected '${name}' to be [${variable.shape}], the saved state has [${tensor.shape}]`,
      );
    }
    return { variable, tensor };
  });
  for (const { variable, tensor } of updates) {
    tf.tidy(() => variable.assign(tf.tensor(tensor.values, variable.shape, 'float32')));
  }
}

function fromNames<S extends string>(names: readonly S[], make: () => tf.Variable): Record<S, tf.Variable> {
  const record: Partial<Record<S, tf.Variable>> = {};
  for (const name of names) record[name] = tf.tidy(make);
  if (isComplete(record, names)) return record;
  throw new Error('SlotTable: a slot has no variable');
}

function isComplete<S extends string>(
  record: Partial<Record<S, tf.Variable>>,
  names: readonly S[],
): record is Record<S, tf.Variable> {
  return names.every((name) => record[name] !== undefined);
}

/** A number of a saved state. */
export function savedNumber(saved: SavedOptimizerState, name: string): number {
  const value = saved.numbers[name];
  if (value === undefined) throw new Error(`Optimizer.restore: the saved state has no number '${name}'`);
  return value;
}
