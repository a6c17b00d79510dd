import type * as tf from '@tensorflow/tfjs';
import { attentionBlock, type AttentionMemory } from './attention-block.js';
import { feedForwardBlock } from './feed-forward-block.js';
import { residualSublayer, type LayerContext } from './layer-context.js';

/**
 * Layer `layer` (for example `encoder.layers.0`) of a stack without attention to another one: self-attention, then
 * feed-forward. x [B, T, D].
 *
 * @param memory what the self-attention sees, made of its block's own input
 */
export function selfAttentionLayer(
  context: LayerContext,
  layer: string,
  x: tf.Tensor3D,
  memory: (input: tf.Tensor3D) => AttentionMemory,
): tf.Tensor3D {
  const name = `${layer}.self_attn`;
  const attended = residualSublayer(context, { norm: `${name}_layer_norm`, site: name }, x, (input) =>
    attentionBlock(context, name, input, memory(input)),
  );
  const names = { norm: `${layer}.final_layer_norm`, site: `${layer}.ffn` };
  return residualSublayer(context, names, attended, (input) => feedForwardBlock(context, layer, input));
}
