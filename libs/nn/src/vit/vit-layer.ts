import {
  add,
  dropout,
  type DropoutSource,
  feedForward,
  firstPosition,
  layerNorm,
  linear,
  projectedAttention,
  type Projection,
  rank3,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { ParameterSet } from '../parameter-set.js';
import { VIT_NORM_EPSILON, type VitConfig } from './vit-config.js';
import { vitLayerNames } from './vit-parameters.js';

/** What every layer function needs: the settings, the parameters by name, and where dropout masks come from. */
export interface VitContext {
  readonly config: VitConfig;
  readonly parameters: ParameterSet;
  readonly dropout: DropoutSource;
}

/** Weight [O, I] and bias [O] of linear layer `name`. */
export function vitProjection({ parameters }: VitContext, name: string): Projection {
  return { weight: parameters.matrix(`${name}.weight`), bias: parameters.vector(`${name}.bias`) };
}

/** Layer norm `name` of x [B, T, D]. */
export function vitNorm({ parameters }: VitContext, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const [gain, bias] = [parameters.vector(`${name}.weight`), parameters.vector(`${name}.bias`)];
  return rank3(name, layerNorm(x, gain, bias, { epsilon: VIT_NORM_EPSILON }));
}

/**
 * Pre-norm layer `layer`, x [B, T, D] -> same: x + attention(norm(x)), then x + dropout(ffn(norm(x))). Dropout sites:
 * `layer.<i>.attention` (weights), `layer.<i>.mlp_hidden`, `layer.<i>.mlp_out`.
 *
 * @param firstOnly the result is [B, 1, D], of position 0 alone, which sees the others through keys and values
 */
export function vitLayer(context: VitContext, layer: number, x: tf.Tensor3D, firstOnly = false): tf.Tensor3D {
  const { config } = context;
  const names = vitLayerNames(layer);
  const projection = (name: string): Projection => vitProjection(context, name);
  const drop = (site: string, rate: number) => context.dropout.at(`layer.${layer}.${site}`, rate);
  return tf.tidy(() => {
    const normed = vitNorm(context, names.attentionNorm, x);
    const projections = {
      query: projection(names.query),
      key: projection(names.key),
      value: projection(names.value),
    };
    const mixed = projectedAttention(firstOnly ? firstPosition(normed) : normed, normed, projections, {
      heads: config.heads,
      dropout: drop('attention', config.attentionDropout),
    });
    const { weight, bias } = projection(names.out);
    const attended = rank3(
      'vitLayer',
      add(firstOnly ? firstPosition(x) : x, linear(mixed, weight, { bias })),
    );
    const update = feedForward(
      vitNorm(context, names.ffnNorm, attended),
      projection(names.up),
      projection(names.down),
      { activation: 'gelu', dropout: drop('mlp_hidden', config.dropout) },
    );
    return rank3('vitLayer', add(attended, dropout(update, drop('mlp_out', config.dropout))));
  });
}
