import { attention, linear, projectedAttention, type Projection, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { LayerContext } from './layer-context.js';

/** Projected keys and values of what is attended to, each [B, S, D]. */
export interface KeysValues {
  readonly keys: tf.Tensor3D;
  readonly values: tf.Tensor3D;
}

/** States whose keys and values are projected on the spot, [B, S, D]. The block's own input for self-attention. */
export interface MemoryStates {
  readonly states: tf.Tensor3D;
}

/** What a query may attend to: states, or keys and values that were projected before (a cache). */
export type AttentionMemory = (KeysValues | MemoryStates) & Visibility;

/** Which positions of a memory may be attended to. */
export interface Visibility {
  /** [B, S], 1 = real. */
  readonly keyMask?: tf.Tensor2D | undefined;
  /** Query t sees keys 0 .. t only. */
  readonly causal?: boolean;
}

function projection({ parameters }: LayerContext, name: string): Projection {
  return { weight: parameters.matrix(`${name}.weight`), bias: parameters.vector(`${name}.bias`) };
}

function project(context: LayerContext, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const { weight, bias } = projection(context, name);
  return rank3(name, linear(x, weight, { bias }));
}

/** The query projection of attention block `name`: [B, T, D] -> [B, T, D], not yet scaled. */
export function projectQuery(context: LayerContext, name: string, x: tf.Tensor3D): tf.Tensor3D {
  return project(context, `${name}.q_proj`, x);
}

/** The key and value projections of attention block `name` of x [B, S, D]. */
export function projectKeysValues(context: LayerContext, name: string, x: tf.Tensor3D): KeysValues {
  return { keys: project(context, `${name}.k_proj`, x), values: project(context, `${name}.v_proj`, x) };
}

function attend(context: LayerContext, name: string, x: tf.Tensor3D, memory: AttentionMemory): tf.Tensor3D {
  const { config } = context;
  const options = {
    heads: config.heads,
    keyMask: memory.keyMask,
    causal: memory.causal ?? false,
    dropout: context.dropout.at(`${name}.weights`, config.attentionDropout),
  };
  if ('states' in memory) {
    const projections = {
      query: projection(context, `${name}.q_proj`),
      key: projection(context, `${name}.k_proj`),
      value: projection(context, `${name}.v_proj`),
    };
    return projectedAttention(x, memory.states, projections, options);
  }
  const query = projectQuery(context, name, x);
  const rows = memory.keys.shape[0];
  if (rows === x.shape[0]) return attention(query, memory.keys, memory.values, options);
  const folded = tf.reshape<tf.Rank.R3>(query, [rows, -1, x.shape[2]]);
  return tf.reshape<tf.Rank.R3>(attention(folded, memory.keys, memory.values, options), x.shape);
}

/**
 * Attention block `name` without residual: queries from x [B, T, D], output projection included; returns [B, T, D].
 *
 * With projected keys and values, the rows of x may be a multiple n of the rows of the memory (n beams of one sentence,
 * side by side, one query each): they are then folded into the query axis, so that the memory needs no copy per beam.
 */
export function attentionBlock(
  context: LayerContext,
  name: string,
  x: tf.Tensor3D,
  memory: AttentionMemory,
): tf.Tensor3D {
  return project(context, `${name}.out_proj`, attend(context, name, x, memory));
}
