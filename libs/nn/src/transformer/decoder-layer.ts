import type * as tf from '@tensorflow/tfjs';
import { attentionBlock, type AttentionMemory } from './attention-block.js';
import { feedForwardBlock } from './feed-forward-block.js';
import { residualSublayer, type LayerContext } from './layer-context.js';

/** What the two attention blocks of a decoder layer attend to. */
export interface DecoderMemory {
  /** Self-attention memory from the block's own input: all positions of a teacher-forced target, or a cache and one step. */
  readonly self: (input: tf.Tensor3D) => AttentionMemory;
  /** Keys and values of the encoder states. */
  readonly cross: AttentionMemory;
}

/** The self-attention sublayer of decoder layer `layer`, x [B, T, D]. */
export function decoderSelfAttention(
  context: LayerContext,
  layer: string,
  x: tf.Tensor3D,
  memory: DecoderMemory['self'],
): tf.Tensor3D {
  const name = `${layer}.self_attn`;
  return residualSublayer(context, { norm: `${name}_layer_norm`, site: name }, x, (input) =>
    attentionBlock(context, name, input, memory(input)),
  );
}

/** Decoder layer `layer` (for example `decoder.layers.0`): self-attention, attention to the source, feed-forward. x [B, T, D]. */
export function decoderLayer(
  context: LayerContext,
  layer: string,
  x: tf.Tensor3D,
  memory: DecoderMemory,
): tf.Tensor3D {
  const attended = decoderSelfAttention(context, layer, x, memory.self);
  const name = `${layer}.encoder_attn`;
  const informed = residualSublayer(context, { norm: `${name}_layer_norm`, site: name }, attended, (input) =>
    attentionBlock(context, name, input, memory.cross),
  );
  const names = { norm: `${layer}.final_layer_norm`, site: `${layer}.ffn` };
  return residualSublayer(context, names, informed, (input) => feedForwardBlock(context, layer, input));
}
