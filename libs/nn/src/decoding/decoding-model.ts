import type { DropoutSource } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import type { LayerContext } from '../transformer/layer-context.js';
import type { EncoderOutput } from '../transformer/run-layers.js';

/** What decoding needs of an encoder-decoder model. */
export interface DecodingModel {
  readonly tokens: {
    readonly paddingId: number;
    readonly sourceVocabulary: number;
    readonly targetVocabulary: number;
  };
  /** On which side short sources of a batch are padded. */
  readonly sourcePadding: 'left' | 'right';
  /** Parameter names of the decoder layers begin so, first layer first. */
  readonly decoderLayerNames: readonly string[];
  /** Settings and parameters of layers, without dropout. */
  context(): LayerContext;
  /** Source int32 [B, S] to states [B, S, D] and key mask [B, S]. */
  encode(source: tf.Tensor2D, dropout: DropoutSource): EncoderOutput;
  /** One target token per row, int32 [R, 1], at place `position` of every row (from 0): [R, 1, D]. */
  embedStep(tokens: tf.Tensor2D, position: number): tf.Tensor3D;
  /** Logits [R, V] of what the last decoder layer gave, [R, 1, D]. */
  stepLogits(states: tf.Tensor3D): tf.Tensor2D;
}
