import {
  add,
  type AdaptiveLayers,
  checkShape,
  dropout,
  type DropoutSource,
  noDropout,
  rank2,
  rank3,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { ParameterSet } from '../parameter-set.js';
import { allocateParameters } from '../parameter-spec.js';
import { SinusoidalPositions } from '../sinusoidal-positions.js';
import type { AttentionMemory } from '../transformer/attention-block.js';
import { type LayerContext, normalise } from '../transformer/layer-context.js';
import { selfAttentionLayer } from '../transformer/self-attention-layer.js';
import type { LanguageModelConfig } from './language-model-config.js';
import { FINAL_NORM, languageModelParameterSpecs, POSITIONS } from './language-model-parameters.js';
import { wordLogProbabilities, wordSoftmax } from './word-distribution.js';
import { embedWords } from './word-embedding.js';

/** The states of a pass with what turns them into distributions, in one of the forms that R-Drop's loss takes. */
export type LanguageModelOutput =
  | { readonly states: tf.Tensor3D; readonly projection: { readonly weight: tf.Tensor2D } }
  | { readonly states: tf.Tensor3D; readonly adaptive: AdaptiveLayers };

/**
 * Decoder-only Transformer with fairseq's details: word vectors times sqrt(D), sinusoidal positions from
 * `paddingId + 1` (unless learned), causal self-attention.
 *
 * Input is int32 [B, T], every row as long as the others: a language model reads one stream, cut into blocks, so there is
 * no padding to hide. A doubled batch needs nothing special: every row gets masks of its own.
 */
export class LanguageModel {
  readonly #positions: SinusoidalPositions;

  /** Takes over `parameters`, which must hold every parameter of the configuration in its shape. */
  constructor(
    readonly config: LanguageModelConfig,
    readonly parameters: ParameterSet,
  ) {
    for (const { name, shape } of languageModelParameterSpecs(config)) {
      checkShape(`LanguageModel: parameter "${name}"`, parameters.get(name), shape);
    }
    this.#positions = new SinusoidalPositions(config.dim, config.paddingId ?? -1);
  }

  /** Settings, parameters and masks of one pass, for the layer functions. */
  context(source: DropoutSource = noDropout): LayerContext<LanguageModelConfig> {
    return { config: this.config, parameters: this.parameters, dropout: source };
  }

  /** Vectors [T, D] of `length` positions from `start`, counted from 0. */
  positionVectors(start: number, length: number): tf.Tensor2D {
    const { positions, paddingId, dim } = this.config;
    const learned = positions.kind === 'learned';
    const table = learned ? this.parameters.matrix(POSITIONS) : this.#positions.forLength(start + length);
    const first = learned ? start : (paddingId ?? -1) + 1 + start;
    if (first + length > table.shape[0]) {
      throw new Error(`LanguageModel: expected at most ${table.shape[0]} positions, got ${start + length}`);
    }
    return rank2('positionVectors', tf.slice(table, [first, 0], [length, dim]));
  }

  /** Input of the first layer, [B, T, D], for words int32 [B, T] at positions from `start`. */
  embed(context: LayerContext<LanguageModelConfig>, ids: tf.Tensor2D, start = 0): tf.Tensor3D {
    const places = this.positionVectors(start, ids.shape[1]);
    const drop = context.dropout.at('decoder.embed', this.config.dropout);
    return rank3('LanguageModel.embed', dropout(add(embedWords(context, ids), places), drop));
  }

  /** One layer, x [B, T, D] -> [B, T, D]. @param memory what its self-attention sees, of the block's own input */
  layer(
    context: LayerContext<LanguageModelConfig>,
    index: number,
    x: tf.Tensor3D,
    memory: (input: tf.Tensor3D) => AttentionMemory,
  ): tf.Tensor3D {
    return selfAttentionLayer(context, `decoder.layers.${index}`, x, memory);
  }

  /** The final norm, where there is one. */
  finish(context: LayerContext<LanguageModelConfig>, x: tf.Tensor3D): tf.Tensor3D {
    return this.config.finalNorm ? normalise(context, FINAL_NORM, x) : x;
  }

  /** Input of layer 0, output of layer 0, of layer 1, ..., each [B, T, D]; the final norm comes after the last of them. */
  layerStates(ids: tf.Tensor2D, source: DropoutSource = noDropout): tf.Tensor3D[] {
    const context = this.context(source);
    let x = this.embed(context, ids);
    const states = [x];
    for (let index = 0; index < this.config.layers; index++) {
      // What a layer leaves behind is its output and what its gradients need; the rest goes at once.
      x = tf.tidy(() => this.layer(context, index, x, (input) => ({ states: input, causal: true })));
      states.push(x);
    }
    return states;
  }

  /** States [B, T, D] whose distribution at t is of the word after ids[t]; words int32 [B, T]. */
  states(ids: tf.Tensor2D, source: DropoutSource = noDropout): tf.Tensor3D {
    return tf.tidy(() => {
      const last = this.layerStates(ids, source).at(-1);
      if (last === undefined) throw new Error('LanguageModel.states: expected at least one state');
      return this.finish(this.context(source), last);
    });
  }

  /**
   * What R-Drop's loss is computed from; with an adaptive softmax the caller adds targets and divergence. Not tidied: the
   * tensors made of tied parameters belong to the caller's step.
   */
  output(ids: tf.Tensor2D, source: DropoutSource = noDropout): LanguageModelOutput {
    const states = this.states(ids, source);
    const softmax = wordSoftmax(this.config, this.parameters, source);
    return softmax.kind === 'full'
      ? { states, projection: { weight: softmax.weight } }
      : { states, adaptive: softmax.layers };
  }

  /** Log-probabilities [N, V] of all words after states [N, D]; for few states. */
  logProbabilities(states: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => wordLogProbabilities(wordSoftmax(this.config, this.parameters), states));
  }

  /** Frees parameters and position table. */
  dispose(): void {
    this.parameters.dispose();
    this.#positions.dispose();
  }
}

/** A model with freshly initialised parameters, a function of `config` and `seed` alone. The caller disposes it. */
export function createLanguageModel(config: LanguageModelConfig, seed: number): LanguageModel {
  return new LanguageModel(config, allocateParameters(languageModelParameterSpecs(config), seed));
}
