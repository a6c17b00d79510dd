import * as tf from '@tensorflow/tfjs';
import { rank1, rank2 } from '@rdrop/ops';

let setsCreated = 0;

/**
 * The trainable variables of one model, by name, in the order they were added.
 *
 * The names are the model's own (`encoder.layers.0.fc1.weight`). TensorFlow.js keeps variable names unique over the whole
 * process, so the variable itself carries a prefix (`parameters3/encoder...`): two models of one architecture can live
 * side by side. Gradients of `tf.variableGrads` are keyed by `variable.name`, not by the name in this set.
 */
export class ParameterSet {
  readonly #prefix: string;
  readonly #variables = new Map<string, tf.Variable>();

  constructor() {
    setsCreated += 1;
    this.#prefix = `parameters${setsCreated}`;
  }

  /** Adds a variable, trainable unless said otherwise. Takes `values` over: the variable owns its data and `values` is disposed. */
  add(name: string, values: tf.Tensor, trainable = true): tf.Variable {
    if (this.#variables.has(name)) throw new Error(`ParameterSet.add: parameter "${name}" exists already`);
    const variable = tf.variable(values, trainable, `${this.#prefix}/${name}`);
    values.dispose();
    this.#variables.set(name, variable);
    return variable;
  }

  /** The variable called `name`; throws when there is none. */
  get(name: string): tf.Variable {
    const variable = this.#variables.get(name);
    if (variable === undefined) {
      throw new Error(`ParameterSet.get: no parameter "${name}" among ${this.#variables.size} parameters`);
    }
    return variable;
  }

  /** The variable called `name`, which must be a vector. */
  vector(name: string): tf.Tensor1D {
    return rank1(`ParameterSet.vector("${name}")`, this.get(name));
  }

  /** The variable called `name`, which must be a matrix. */
  matrix(name: string): tf.Tensor2D {
    return rank2(`ParameterSet.matrix("${name}")`, this.get(name));
  }

  /** The trainable variables whose names start with `prefix`, in order. */
  under(prefix: string): tf.Variable[] {
    return [...this.#variables]
      .filter(([name, variable]) => name.startsWith(prefix) && variable.trainable)
      .map(([, variable]) => variable);
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  names(): string[] {
    return [...this.#variables.keys()];
  }

  entries(): IterableIterator<[string, tf.Variable]> {
    return this.#variables.entries();
  }

  [Symbol.iterator](): IterableIterator<[string, tf.Variable]> {
    return this.entries();
  }

  /** Number of scalars in all parameters. */
  get size(): number {
    let size = 0;
    for (const variable of this.#variables.values()) size += variable.size;
    return size;
  }

  /** Disposes every variable and empties the set. Safe to call twice. */
  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }
}
