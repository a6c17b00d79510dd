import {
  add,
  checkShape,
  dropout,
  type DropoutSource,
  embedding,
  layerNorm,
  linear,
  noDropout,
  rank2,
  rank3,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { DecodingModel } from '../decoding/decoding-model.js';
import { allocateParameters } from '../parameter-spec.js';
import type { ParameterSet } from '../parameter-set.js';
import type { LayerSettings, LayerContext } from '../transformer/layer-context.js';
import {
  type EncoderOutput,
  layerNames,
  runDecoderLayers,
  runEncoderLayers,
} from '../transformer/run-layers.js';
import { paddingMask } from '../transformer/stacks.js';
import type { BartConfig } from './bart-config.js';
import { bartParameterSpecs, LOGITS_BIAS, POSITION_OFFSET, SHARED } from './bart-parameters.js';

export interface BartOptions {
  /** Keep only the inputs of every layer for the backward pass and compute the rest again there. Default false. */
  readonly recompute?: boolean;
}

type Side = 'encoder' | 'decoder';

function lastOf(states: readonly tf.Tensor3D[]): tf.Tensor3D {
  const last = states[states.length - 1];
  if (last === undefined) throw new Error('Bart: expected at least the embedded input');
  return last;
}

/**
 * BART (Lewis et al. 2020) for generation, equal to Hugging Face's `BartForConditionalGeneration`: post-norm layers with GELU,
 * learned positions that count from the left and do not skip padding, a norm on the embeddings, one matrix for source,
 * target and output.
 *
 * Source and target ids int32 are padded on the right. The decoder's input is the target shifted right behind `</s>`. A
 * doubled batch needs nothing special: pass source and target twice along the first axis.
 */
export class Bart implements DecodingModel {
  readonly sourcePadding = 'right';
  readonly #layers: LayerSettings;
  readonly #recompute: boolean;

  /** Takes over `parameters`, which must hold every parameter of the configuration in its shape. */
  constructor(
    readonly config: BartConfig,
    readonly parameters: ParameterSet,
    { recompute = false }: BartOptions = {},
  ) {
    for (const { name, shape } of bartParameterSpecs(config)) {
      checkShape(`Bart: parameter "${name}"`, parameters.get(name), shape);
    }
    this.#layers = { ...config, normalizeBefore: false, activation: 'gelu' };
    this.#recompute = recompute;
  }

  get tokens(): DecodingModel['tokens'] {
    const { paddingId, vocabulary } = this.config;
    return { paddingId, sourceVocabulary: vocabulary, targetVocabulary: vocabulary };
  }

  get decoderLayerNames(): string[] {
    return layerNames('model.decoder', this.config.decoderLayers);
  }

  /** Settings, parameters and masks of one pass, for the layer functions. */
  context(source: DropoutSource = noDropout): LayerContext {
    const { parameters } = this;
    return { config: this.#layers, parameters, dropout: source, recompute: this.#recompute };
  }

  /** dropout(norm(token + position)) of ids [B, T] whose first one stands at `start`: [B, T, D]. */
  #embed(context: LayerContext, side: Side, ids: tf.Tensor2D, start = 0): tf.Tensor3D {
    const { parameters, config } = this;
    const { dim, maxPositions, paddingId, scaleEmbedding } = config;
    const length = ids.shape[1];
    if (start + length > maxPositions) {
      throw new Error(`Bart: expected at most ${maxPositions} tokens (${side}), got ${start + length}`);
    }
    const scale = scaleEmbedding ? Math.sqrt(dim) : 1;
    const tokens = embedding(parameters.matrix(SHARED), ids, { paddingId, scale });
    const table = parameters.matrix(`model.${side}.embed_positions.weight`);
    const places = tf.slice(table, [start + POSITION_OFFSET, 0], [length, dim]); // [T, D]
    const norm = `model.${side}.layernorm_embedding`;
    const gain = parameters.vector(`${norm}.weight`);
    const normalised = layerNorm(add(tokens, places), gain, parameters.vector(`${norm}.bias`));
    return rank3(norm, dropout(normalised, context.dropout.at(`model.${side}.embed`, config.dropout)));
  }

  /** [embedded source, after layer 0, after layer 1, ...], each [B, S, D]. */
  encoderStates(
    source: tf.Tensor2D,
    masks: DropoutSource,
  ): EncoderOutput & { readonly layers: tf.Tensor3D[] } {
    return tf.tidy(() => {
      const context = this.context(masks);
      const keyMask = paddingMask(source, this.config.paddingId);
      const names = layerNames('model.encoder', this.config.encoderLayers);
      const layers = runEncoderLayers(context, names, this.#embed(context, 'encoder', source), keyMask);
      return { layers, states: lastOf(layers), keyMask };
    });
  }

  /** Source int32 [B, S] to states [B, S, D] and key mask [B, S]. States at padded places mean nothing. */
  encode(source: tf.Tensor2D, masks: DropoutSource): EncoderOutput {
    return tf.tidy(() => {
      const { states, keyMask } = this.encoderStates(source, masks);
      return { states, keyMask };
    });
  }

  /** [embedded target input, after layer 0, ...] of shifted target ids int32 [B, T], each [B, T, D]. */
  decoderStates(previous: tf.Tensor2D, encoded: EncoderOutput, masks: DropoutSource): tf.Tensor3D[] {
    return tf.tidy(() => {
      const context = this.context(masks);
      const x = this.#embed(context, 'decoder', previous);
      return runDecoderLayers(context, this.decoderLayerNames, x, { encoded });
    });
  }

  /** Decoder states [B, T, D] of source int32 [B, S] and shifted target int32 [B, T]: all but the output projection. */
  states(source: tf.Tensor2D, previous: tf.Tensor2D, masks: DropoutSource): tf.Tensor3D {
    return tf.tidy(() => {
      return lastOf(this.decoderStates(previous, this.encode(source, masks), masks));
    });
  }

  /** The output projection: the shared matrix [V, D] and the constant bias [V]. The caller disposes the bias, in a tidy. */
  projection(): { readonly weight: tf.Tensor2D; readonly bias: tf.Tensor1D } {
    const bias = tf.reshape<tf.Rank.R1>(this.parameters.matrix(LOGITS_BIAS), [this.config.vocabulary]);
    return { weight: this.parameters.matrix(SHARED), bias };
  }

  /** Logits [B, T, V] of source int32 [B, S] and shifted target int32 [B, T]. */
  forward(source: tf.Tensor2D, previous: tf.Tensor2D, masks: DropoutSource): tf.Tensor3D {
    return tf.tidy(() => {
      const { weight, bias } = this.projection();
      return rank3('Bart.forward', linear(this.states(source, previous, masks), weight, { bias }));
    });
  }

  /** One target token per row, int32 [R, 1], at place `position` (from 0): [R, 1, D], no dropout. */
  embedStep(tokens: tf.Tensor2D, position: number): tf.Tensor3D {
    return tf.tidy(() => this.#embed(this.context(), 'decoder', tokens, position));
  }

  /** Logits [R, V] of what the last decoder layer gave, [R, 1, D]. */
  stepLogits(states: tf.Tensor3D): tf.Tensor2D {
    return tf.tidy(() => {
      const { weight, bias } = this.projection();
      return rank2('Bart.stepLogits', linear(tf.reshape(states, [-1, this.config.dim]), weight, { bias }));
    });
  }

  /** Scalars that training changes. */
  get trainableSize(): number {
    return this.parameters.under('').reduce((sum, { size }) => sum + size, 0);
  }

  /** Frees the parameters. */
  dispose(): void {
    this.parameters.dispose();
  }
}

/** A BART model with freshly initialised parameters, a function of `config` and `seed` alone. The caller disposes it. */
export function createBart(config: BartConfig, seed: number, options: BartOptions = {}): Bart {
  return new Bart(config, allocateParameters(bartParameterSpecs(config), seed), options);
}
