import { attentionProbabilities, noDropout, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { projectKeysValues, projectQuery } from './attention-block.js';
import { decoderSelfAttention } from './decoder-layer.js';
import { normalise } from './layer-context.js';
import { type EncoderOutput, teacherForcedMemory } from './run-layers.js';
import { decoderStack, encoderStack, paddingMask } from './stacks.js';
import type { Transformer } from './transformer.js';

/** Hidden states without dropout: state 0 is the input of layer 0, state n the output of layer n - 1; each [B, S, D]. */
export function encoderStates(model: Transformer, source: tf.Tensor2D): tf.Tensor3D[] {
  const table = model.positionTable(source.shape[1]);
  return tf.tidy(() => [...encoderStack(model.context(), source, table).layers]);
}

/** As `encoderStates`, for the decoder on a teacher-forced target int32 [B, T]; before the final norm of a pre-norm model. */
export function decoderStates(
  model: Transformer,
  previous: tf.Tensor2D,
  encoded: EncoderOutput,
): tf.Tensor3D[] {
  const table = model.positionTable(previous.shape[1]);
  return tf.tidy(() => [...decoderStack(model.context(), previous, encoded, table).layers]);
}

/** Attention of the last decoder layer to the source, mean over heads, [B, T, S]: a soft alignment. No dropout. */
export function crossAttentionWeights(
  model: Transformer,
  previous: tf.Tensor2D,
  encoded: EncoderOutput,
): tf.Tensor3D {
  return tf.tidy(() => {
    const context = model.context(noDropout);
    const { config } = model;
    const index = config.decoderLayers - 1;
    const layer = `decoder.layers.${index}`;
    const input = decoderStates(model, previous, encoded)[index];
    if (input === undefined) throw new Error(`crossAttentionWeights: expected a state before ${layer}`);
    const keyMask = paddingMask(previous, config.paddingId);
    const attended = decoderSelfAttention(context, layer, input, teacherForcedMemory(keyMask));
    const name = `${layer}.encoder_attn`;
    const asked = config.normalizeBefore ? normalise(context, `${name}_layer_norm`, attended) : attended;
    const weights = attentionProbabilities(
      projectQuery(context, name, asked),
      projectKeysValues(context, name, encoded.states).keys,
      { heads: config.heads, keyMask: encoded.keyMask },
    ); // [B, H, T, S]
    return rank3('crossAttentionWeights', tf.mean(weights, 1));
  });
}
