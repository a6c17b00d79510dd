import * as tf from '@tensorflow/tfjs';
import { KeyValueCache, type KeysValuesRecord } from '../decoding/key-value-cache.js';
import { projectKeysValues } from '../transformer/attention-block.js';
import type { LanguageModel } from './language-model.js';

/**
 * Reads one word a step with cached keys and values, for `rows` texts side by side: equal to `LanguageModel.states` on the
 * whole prefix, at the cost of one position. Owns its tensors; `dispose` frees them.
 */
export class LanguageModelDecoder {
  readonly #model: LanguageModel;
  readonly #rows: number;
  readonly #cache = new KeyValueCache();
  #length = 0;

  constructor(model: LanguageModel, rows = 1) {
    this.#model = model;
    this.#rows = rows;
  }

  /** Words read so far. */
  get length(): number {
    return this.#length;
  }

  /** Reads a word for every row; gives the log-probabilities [R, V] of the words after them, which the caller disposes. */
  step(words: Int32Array): tf.Tensor2D {
    if (words.length !== this.#rows) {
      throw new Error(`LanguageModelDecoder.step: expected ${this.#rows} words, got ${words.length}`);
    }
    const { logs, layers } = tf.tidy(() => this.#run(words));
    this.#cache.replace(layers);
    this.#length += 1;
    return logs;
  }

  #run(words: Int32Array): { logs: tf.Tensor2D; layers: KeysValuesRecord[] } {
    const model = this.#model;
    const context = model.context();
    let x = model.embed(context, tf.tensor2d(words, [this.#rows, 1], 'int32'), this.#length); // [R, 1, D]
    const layers: KeysValuesRecord[] = [];
    for (let index = 0; index < model.config.layers; index++) {
      x = model.layer(context, index, x, (input) => {
        const fresh = projectKeysValues(context, `decoder.layers.${index}.self_attn`, input);
        const cache = this.#cache.extended(index, fresh);
        layers.push(cache);
        return cache;
      });
    }
    const states = model.finish(context, x).as2D(this.#rows, model.config.dim);
    return { logs: model.logProbabilities(states), layers };
  }

  /** Forgets everything read, so that another text can begin. */
  reset(): void {
    this.#cache.dispose();
    this.#length = 0;
  }

  dispose(): void {
    this.reset();
  }
}
