import * as tf from '@tensorflow/tfjs';
import type { KeysValues } from '../transformer/attention-block.js';

/** `KeysValues` as a plain record, which `tf.tidy` can return. */
export type KeysValuesRecord = { keys: tf.Tensor3D; values: tf.Tensor3D };

/**
 * Keys and values of the words decoded so far, for every layer, [R, t, D]. A step asks for each layer in order with
 * `extended`, inside its tidy, and keeps them with `replace` afterwards.
 */
export class KeyValueCache {
  #layers: KeysValues[] = [];

  /** Of layer `index`, with one more position: [R, t, D] and [R, 1, D] to [R, t + 1, D]. */
  extended(index: number, fresh: KeysValues): KeysValuesRecord {
    const past = this.#layers[index];
    if (past === undefined) return { keys: fresh.keys, values: fresh.values };
    return {
      keys: tf.concat([past.keys, fresh.keys], 1),
      values: tf.concat([past.values, fresh.values], 1),
    };
  }

  /** Takes these layers into its keeping in place of those before, which are disposed. */
  replace(layers: readonly KeysValues[]): void {
    this.dispose();
    this.#layers = layers.map(kept);
  }

  /** Puts what `change` makes of every layer in its place. */
  map(change: (layer: KeysValues) => KeysValuesRecord): void {
    this.#layers = this.#layers.map((layer) => {
      const next = kept(tf.tidy(() => change(layer)));
      tf.dispose([layer.keys, layer.values]);
      return next;
    });
  }

  /** Frees everything; the cache is then empty. Safe to call twice. */
  dispose(): void {
    for (const { keys, values } of this.#layers) tf.dispose([keys, values]);
    this.#layers = [];
  }
}

const kept = ({ keys, values }: KeysValues): KeysValues => ({ keys: tf.keep(keys), values: tf.keep(values) });
