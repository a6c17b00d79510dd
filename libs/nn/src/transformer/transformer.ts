import { checkShape, linear, noDropout, type DropoutSource, rank2, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { allocateParameters } from '../parameter-spec.js';
import type { ParameterSet } from '../parameter-set.js';
import { SinusoidalPositions } from '../sinusoidal-positions.js';
import type { DecodingModel } from '../decoding/decoding-model.js';
import { type LayerContext, normalise } from './layer-context.js';
import { type EncoderOutput, layerNames } from './run-layers.js';
import { decoderStack, embedTokens, encoderStack } from './stacks.js';
import type { TransformerConfig } from './transformer-config.js';
import { embeddingNames, transformerParameterSpecs } from './transformer-parameters.js';

/**
 * Encoder-decoder Transformer (Vaswani et al. 2017) with fairseq's details: sinusoidal positions that skip padding,
 * embeddings times sqrt(D), post-norm unless configured otherwise.
 *
 * Source ids are padded on the left, target ids on the right, with `config.paddingId`. All inputs are int32. A doubled
 * batch needs nothing special: pass source and target twice along the first axis, and every row gets masks of its own.
 */
export class Transformer implements DecodingModel {
  readonly sourcePadding = 'left';
  readonly #positions: SinusoidalPositions;

  /** Takes over `parameters`, which must hold every parameter of the configuration in its shape. */
  constructor(
    readonly config: TransformerConfig,
    readonly parameters: ParameterSet,
  ) {
    for (const { name, shape } of transformerParameterSpecs(config)) {
      checkShape(`Transformer: parameter "${name}"`, parameters.get(name), shape);
    }
    this.#positions = new SinusoidalPositions(config.dim, config.paddingId);
  }

  /** Settings, parameters and masks of one pass, for the layer functions. */
  context(dropout: DropoutSource = noDropout): LayerContext<TransformerConfig> {
    return { config: this.config, parameters: this.parameters, dropout };
  }

  /** Sinusoidal table for sequences of up to `length` tokens. Owned by the model. */
  positionTable(length: number): tf.Tensor2D {
    return this.#positions.forLength(length);
  }

  /** Source int32 [B, S] to states [B, S, D] and key mask [B, S]. States at padded places mean nothing. */
  encode(source: tf.Tensor2D, dropout: DropoutSource): EncoderOutput {
    const positionTable = this.positionTable(source.shape[1]);
    return tf.tidy(() => {
      const { output, keyMask } = encoderStack(this.context(dropout), source, positionTable);
      return { states: output, keyMask };
    });
  }

  /** Teacher-forced target input int32 [B, T] (the target shifted right) to decoder states [B, T, D]. */
  decode(previous: tf.Tensor2D, encoded: EncoderOutput, dropout: DropoutSource): tf.Tensor3D {
    const positionTable = this.positionTable(previous.shape[1]);
    return tf.tidy(() => decoderStack(this.context(dropout), previous, encoded, positionTable).output);
  }

  /** Decoder states [B, T, D] to logits [B, T, V]. */
  project(states: tf.Tensor3D): tf.Tensor3D {
    return rank3('Transformer.project', linear(states, this.outputWeight));
  }

  get tokens(): DecodingModel['tokens'] {
    return this.config;
  }

  get decoderLayerNames(): string[] {
    return layerNames('decoder', this.config.decoderLayers);
  }

  /** One target token per row, int32 [R, 1], at place `position` of every row (from 0): [R, 1, D], no dropout. */
  embedStep(tokens: tf.Tensor2D, position: number): tf.Tensor3D {
    const { paddingId } = this.config;
    return tf.tidy(() => {
      const positionTable = this.positionTable(position + 1);
      const places = tf.fill<tf.Rank.R2>(tokens.shape, paddingId + 1 + position, 'int32');
      return embedTokens(this.context(), 'decoder', { ids: tokens, positions: places, positionTable });
    });
  }

  /** Logits [R, V] of what the last decoder layer gave, [R, 1, D]. */
  stepLogits(states: tf.Tensor3D): tf.Tensor2D {
    const { normalizeBefore, dim } = this.config;
    return tf.tidy(() => {
      const output = normalizeBefore ? normalise(this.context(), 'decoder.layer_norm', states) : states;
      return rank2('Transformer.stepLogits', linear(tf.reshape(output, [-1, dim]), this.outputWeight));
    });
  }

  /** Weight [V, D] of the output projection (which has no bias). */
  get outputWeight(): tf.Tensor2D {
    return this.parameters.matrix(embeddingNames(this.config).output);
  }

  /** Decoder states [B, T, D] of source int32 [B, S] and shifted target int32 [B, T]: all but the output projection. */
  states(source: tf.Tensor2D, previous: tf.Tensor2D, dropout: DropoutSource): tf.Tensor3D {
    if (source.shape[0] !== previous.shape[0]) {
      throw new Error(
        `Transformer: expected as many sources as targets, got [${source.shape.join(', ')}] and [${previous.shape.join(', ')}]`,
      );
    }
    return tf.tidy(() => this.decode(previous, this.encode(source, dropout), dropout));
  }

  /** Logits [B, T, V] of source int32 [B, S] and shifted target int32 [B, T]. */
  forward(source: tf.Tensor2D, previous: tf.Tensor2D, dropout: DropoutSource): tf.Tensor3D {
    return tf.tidy(() => this.project(this.states(source, previous, dropout)));
  }

  /** Frees parameters and position table. */
  dispose(): void {
    this.parameters.dispose();
    this.#positions.dispose();
  }
}

/** A Transformer with freshly initialised parameters, a function of `config` and `seed` alone. The caller disposes it. */
export function createTransformer(config: TransformerConfig, seed: number): Transformer {
  return new Transformer(config, allocateParameters(transformerParameterSpecs(config), seed));
}
