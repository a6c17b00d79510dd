import { add, dropout, layerNorm, type DropoutSource, rank3 } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import type { ParameterSet } from '../parameter-set.js';

/** The settings that layers of every model read. */
export interface LayerSettings {
  readonly heads: number;
  /** After every sublayer, before the residual sum. */
  readonly dropout: number;
  /** On the attention weights. */
  readonly attentionDropout: number;
  /** After the activation of the feed-forward layer. */
  readonly activationDropout: number;
  /** Pre-norm instead of post-norm. */
  readonly normalizeBefore: boolean;
  readonly activation: 'relu' | 'gelu';
}

/** What every layer function needs: the settings, the parameters by name, and where dropout masks come from. */
export interface LayerContext<Settings extends LayerSettings = LayerSettings> {
  readonly config: Settings;
  readonly parameters: ParameterSet;
  readonly dropout: DropoutSource;
  /** Keep only the inputs of a layer for the backward pass and compute the rest again there. Default false. */
  readonly recompute?: boolean;
}

/** Layer norm `name` (gain `name.weight`, offset `name.bias`) of x [..., D], without residual. */
export function normalise(context: LayerContext, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const { parameters } = context;
  return rank3(name, layerNorm(x, parameters.vector(`${name}.weight`), parameters.vector(`${name}.bias`)));
}

/** Where a sublayer sits: the name of its layer norm and of its dropout site. */
export interface SublayerNames {
  readonly norm: string;
  readonly site: string;
}

/**
 * One sublayer with its residual connection, x [B, T, D] -> [B, T, D].
 * Post-norm: norm(x + dropout(body(x))). Pre-norm: x + dropout(body(norm(x))).
 */
export function residualSublayer(
  context: LayerContext,
  names: SublayerNames,
  x: tf.Tensor3D,
  body: (input: tf.Tensor3D) => tf.Tensor3D,
): tf.Tensor3D {
  const { config, parameters } = context;
  const drop = context.dropout.at(names.site, config.dropout);
  if (config.normalizeBefore) {
    return rank3(names.norm, add(x, dropout(body(normalise(context, names.norm, x)), drop)));
  }
  const gain = parameters.vector(`${names.norm}.weight`);
  const bias = parameters.vector(`${names.norm}.bias`);
  return rank3(names.norm, layerNorm(body(x), gain, bias, { residual: x, dropout: drop }));
}
