import type * as tf from '@tensorflow/tfjs';
import { attentionBlock } from './attention-block.js';
import { feedForwardBlock } from './feed-forward-block.js';
import { residualSublayer, type LayerContext } from './layer-context.js';

/** Encoder layer `layer` (for example `encoder.layers.0`): self-attention over real keys, then feed-forward. x [B, S, D]. */
export function encoderLayer(
  context: LayerContext,
  layer: string,
  x: tf.Tensor3D,
  keyMask: tf.Tensor2D,
): tf.Tensor3D {
  const name = `${layer}.self_attn`;
  const attended = residualSublayer(context, { norm: `${name}_layer_norm`, site: name }, x, (input) =>
    attentionBlock(context, name, input, { states: input, keyMask }),
  );
  const names = { norm: `${layer}.final_layer_norm`, site: `${layer}.ffn` };
  return residualSublayer(context, names, attended, (input) => feedForwardBlock(context, layer, input));
}
