import { feedForward, rank3 } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import type { LayerContext } from './layer-context.js';

/** The position-wise feed-forward block of `layer` without residual: fc2(dropout(activation(fc1(x)))), [B, T, D] -> same. */
export function feedForwardBlock(context: LayerContext, layer: string, x: tf.Tensor3D): tf.Tensor3D {
  const { config, parameters } = context;
  const projection = (name: string) => ({
    weight: parameters.matrix(`${layer}.${name}.weight`),
    bias: parameters.vector(`${layer}.${name}.bias`),
  });
  const y = feedForward(x, projection('fc1'), projection('fc2'), {
    activation: config.activation,
    dropout: context.dropout.at(`${layer}.ffn.activation`, config.activationDropout),
  });
  return rank3(layer, y);
}
