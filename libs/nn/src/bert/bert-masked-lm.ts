import { checkShape, type DropoutSource, embedding, linear, noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { allocateParameters } from '../parameter-spec.js';
import type { ParameterSet } from '../parameter-set.js';
import type { BertConfig } from './bert-config.js';
import {
  type BertContext,
  type BertInputs,
  lastBertState,
  normalised,
  projectionOf,
} from './bert-encoder.js';
import { bertMaskedLmSpecs, maskedLmNames } from './bert-parameters.js';

/** BERT or RoBERTa with the head of masked-language-model pre-training, its output matrix tied to the word embedding. */
export class BertMaskedLm {
  /** Takes over `parameters`, which must hold every parameter of the configuration in its shape. */
  constructor(
    readonly config: BertConfig,
    readonly parameters: ParameterSet,
  ) {
    for (const { name, shape } of bertMaskedLmSpecs(config)) {
      checkShape(`BertMaskedLm: parameter "${name}"`, parameters.get(name), shape);
    }
  }

  context(source: DropoutSource = noDropout): BertContext {
    return { config: this.config, parameters: this.parameters, dropout: source };
  }

  /** Weight [V, D] and bias [V] of the output projection. */
  get projection(): { weight: tf.Tensor2D; bias: tf.Tensor1D } {
    return {
      weight: this.parameters.matrix(`${this.config.family}.embeddings.word_embeddings.weight`),
      bias: this.parameters.vector(maskedLmNames(this.config).bias),
    };
  }

  /**
   * What the output projection turns into logits, at the places that are asked about only: most are not.
   *
   * @param places int32 [N], each row * T + position
   * @returns [N, D]
   */
  predictionStates(inputs: BertInputs, places: tf.Tensor1D, source: DropoutSource): tf.Tensor {
    return tf.tidy(() => {
      const context = this.context(source);
      const names = maskedLmNames(this.config);
      const states = lastBertState(context, inputs); // [B, T, D]
      const rows = tf.reshape<tf.Rank.R2>(states, [-1, this.config.dim]);
      const { weight, bias } = projectionOf(context, names.dense);
      const hidden = linear(embedding(rows, places), weight, { bias, activation: 'gelu' }); // [N, D]
      return normalised(context, names.norm, hidden);
    });
  }

  dispose(): void {
    this.parameters.dispose();
  }
}

/** A model for pre-training with fresh parameters. The caller disposes it. */
export function createBertMaskedLm(config: BertConfig, seed: number): BertMaskedLm {
  return new BertMaskedLm(config, allocateParameters(bertMaskedLmSpecs(config), seed));
}
