import { embedding, rank2 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { projectKeysValues, type AttentionMemory, type KeysValues } from '../transformer/attention-block.js';
import { decoderLayer } from '../transformer/decoder-layer.js';
import type { LayerContext } from '../transformer/layer-context.js';
import type { EncoderOutput } from '../transformer/run-layers.js';
import type { DecodingModel } from './decoding-model.js';
import { KeyValueCache, type KeysValuesRecord } from './key-value-cache.js';

/** Rows of x [R, L, D] in the order of `rows` (repeats allowed), as one look-up of whole rows. */
function gatherRows(x: tf.Tensor3D, rows: tf.Tensor1D): tf.Tensor3D {
  const [R, L, D] = x.shape;
  return tf.reshape(embedding(tf.reshape<tf.Rank.R2>(x, [R, L * D]), rows), [rows.size, L, D]);
}

function isIdentity(rows: Int32Array, size: number): boolean {
  return rows.length === size && rows.every((row, i) => row === i);
}

/** Takes `next` into this object's keeping in place of `previous`, which is disposed. */
function replace(previous: KeysValues | undefined, next: KeysValues): KeysValues {
  previous?.keys.dispose();
  previous?.values.dispose();
  return { keys: tf.keep(next.keys), values: tf.keep(next.values) };
}

/** How the rows of the next step come from those of the last one. */
export interface RowSelection {
  /** For every new row, the old row it continues. */
  readonly rows: Int32Array;
  /** The sentences that stay, by old index; left out when all do. */
  readonly sentences?: Int32Array | undefined;
}

/**
 * Decodes one token per step with cached keys and values, for B sentences with `beams` rows each (row = sentence * beams +
 * beam). The source is projected once, to per-layer keys and values [B, S, D] that all beams of a sentence share; the
 * self-attention cache grows by one position a step, [R, t, D]. Equal to the model's decoder on the whole prefix.
 *
 * Owns its tensors; `dispose` frees them. The encoder output may be disposed once this exists.
 */
export class IncrementalDecoder {
  readonly #model: DecodingModel;
  readonly #context: LayerContext;
  #cross: KeysValues[];
  #keyMask: tf.Tensor2D;
  readonly #self = new KeyValueCache();
  #rows: number;
  #length = 0;

  constructor(model: DecodingModel, encoded: EncoderOutput, beams: number) {
    this.#model = model;
    this.#context = model.context();
    this.#rows = encoded.states.shape[0] * beams;
    this.#keyMask = tf.keep(tf.clone(encoded.keyMask));
    this.#cross = model.decoderLayerNames.map((layer) =>
      replace(
        undefined,
        tf.tidy(() => ({ ...projectKeysValues(this.#context, `${layer}.encoder_attn`, encoded.states) })),
      ),
    );
  }

  /** Number of tokens decoded so far. */
  get length(): number {
    return this.#length;
  }

  /** Feeds one token per row, returns the logits [R, V] of the token after it (the caller disposes them). */
  step(tokens: Int32Array): tf.Tensor2D {
    if (tokens.length !== this.#rows) {
      throw new Error(`IncrementalDecoder.step: expected ${this.#rows} tokens, got ${tokens.length}`);
    }
    const { logits, caches } = tf.tidy(() => this.#run(tokens));
    this.#self.replace(caches);
    this.#length += 1;
    return logits;
  }

  #run(tokens: Int32Array): { logits: tf.Tensor2D; caches: KeysValuesRecord[] } {
    const context = this.#context;
    const ids = tf.tensor2d(tokens, [this.#rows, 1], 'int32');
    let x = this.#model.embedStep(ids, this.#length); // [R, 1, D]
    const caches: KeysValuesRecord[] = [];
    this.#model.decoderLayerNames.forEach((layer, i) => {
      const cross: AttentionMemory = { ...this.#at(this.#cross, i), keyMask: this.#keyMask };
      const self = (input: tf.Tensor3D): AttentionMemory => {
        const cache = this.#self.extended(i, projectKeysValues(context, `${layer}.self_attn`, input));
        caches.push(cache);
        return cache;
      };
      x = decoderLayer(context, layer, x, { self, cross });
    });
    return { logits: this.#model.stepLogits(x), caches };
  }

  #at(layers: readonly KeysValues[], index: number): KeysValues {
    const layer = layers[index];
    if (layer === undefined)
      throw new Error(`IncrementalDecoder: no cache for layer ${index}, disposed already?`);
    return layer;
  }

  /** Lets row i continue old row `selection.rows[i]` and drops the sentences that are not selected. */
  select(selection: RowSelection): void {
    const { rows, sentences } = selection;
    const gathered = (cache: KeysValues, indices: Int32Array): KeysValuesRecord => {
      const order = tf.tensor1d(indices, 'int32');
      return { keys: gatherRows(cache.keys, order), values: gatherRows(cache.values, order) };
    };
    if (!isIdentity(rows, this.#rows)) this.#self.map((cache) => gathered(cache, rows));
    this.#rows = rows.length;
    if (sentences === undefined || isIdentity(sentences, this.#keyMask.shape[0])) return;
    this.#cross = this.#cross.map((cache) =>
      replace(
        cache,
        tf.tidy(() => gathered(cache, sentences)),
      ),
    );
    const mask = tf.tidy(() => rank2('keyMask', embedding(this.#keyMask, tf.tensor1d(sentences, 'int32'))));
    this.#keyMask.dispose();
    this.#keyMask = tf.keep(mask);
  }

  /** Frees every cache. Safe to call twice. */
  dispose(): void {
    for (const { keys, values } of this.#cross) {
      keys.dispose();
      values.dispose();
    }
    this.#self.dispose();
    this.#keyMask.dispose();
    this.#cross = [];
  }
}
