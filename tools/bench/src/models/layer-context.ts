import type { ModelOutput } from '@rdrop/core';
import type { ParameterSet } from '@rdrop/nn';
import {
  add,
  dropout,
  type DropoutSource,
  embedding,
  firstPosition,
  linear,
  type Projection,
  rank3,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { LayerSize } from '../sizes.js';
import { EMBEDDING, POSITIONS } from './parameters.js';

/** What every layer function needs: sizes, the parameters by name, and where dropout masks come from. */
export interface LayerContext {
  readonly size: LayerSize;
  readonly activation: 'relu' | 'gelu';
  readonly parameters: ParameterSet;
  readonly dropout: DropoutSource;
}

/** How much a model computes of what its head does not read. */
export interface ReadOptions {
  /** The last layer at every position, though only position 0 is read. Default false. */
  readonly allPositions?: boolean | undefined;
}

/** Weight [O, I] and bias [O] of linear layer `name`. */
export function projection({ parameters }: LayerContext, name: string): Projection {
  return { weight: parameters.matrix(`${name}.weight`), bias: parameters.vector(`${name}.bias`) };
}

/** Linear layer `name` with bias: [..., I] -> [..., O]. */
export function project(context: LayerContext, name: string, x: tf.Tensor): tf.Tensor {
  const { weight, bias } = projection(context, name);
  return linear(x, weight, { bias });
}

/** sqrt(D) * embedding + position, then dropout at `<side>.embed`: ids int32 [B, T] -> [B, T, D]. */
export function embedTokens(context: LayerContext, side: string, ids: tf.Tensor2D): tf.Tensor3D {
  const { parameters, size } = context;
  const length = ids.shape[1];
  return tf.tidy(() => {
    const tokens = embedding(parameters.matrix(EMBEDDING), ids, { scale: Math.sqrt(size.dim) });
    const places = tf.slice(parameters.matrix(POSITIONS), [0, 0], [length, size.dim]); // [T, D]
    return rank3(side, dropout(add(tokens, places), context.dropout.at(`${side}.embed`, size.dropout)));
  });
}

/** Logits [B, T, V] of states [B, T, D], not computed yet: the product with the embedding, without bias. */
export function tokenLogits(context: LayerContext, states: tf.Tensor3D): ModelOutput {
  return { states, projection: { weight: context.parameters.matrix(EMBEDDING) } };
}

/** Logits [B, C] of states [B, T, D]: dropout and linear layer `head` on position 0. */
export function classifyFirst(context: LayerContext, states: tf.Tensor3D): tf.Tensor {
  const [B, , D] = states.shape;
  return tf.tidy(() => {
    const first = tf.reshape(firstPosition(states), [B, D]);
    return project(context, 'head', dropout(first, context.dropout.at('head', context.size.dropout)));
  });
}
