import { linear } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { rank3 } from '../rank.js';
import type { LayerContext } from './layer-context.js';

/** The position-wise feed-forward block of `layer` without residual: fc2(dropout(activation(fc1(x)))), [B, T, D] -> same. */
export function feedForwardBlock(context: LayerContext, layer: string, x: tf.Tensor3D): tf.Tensor3D {
  const { config, parameters } = context;
  const hidden = linear(x, parameters.matrix(`${layer}.fc1.weight`), {
    bias: parameters.vector(`${layer}.fc1.bias`),
    activation: config.activation,
    dropout: context.dropout.at(`${layer}.ffn.activation`, config.activationDropout),
  }); // [B, T, F]
  const bias = parameters.vector(`${layer}.fc2.bias`);
  return rank3(layer, linear(hidden, parameters.matrix(`${layer}.fc2.weight`), { bias }));
}
