import { attention, linear } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { rank3 } from '../rank.js';
import type { LayerContext } from './layer-context.js';

/** Projected keys and values of what is attended to, each [B, S, D]. */
export interface KeysValues {
  readonly keys: tf.Tensor3D;
  readonly values: tf.Tensor3D;
}

/** What a query may attend to. */
export interface AttentionMemory extends KeysValues {
  /** [B, S], 1 = real. */
  readonly keyMask?: tf.Tensor2D | undefined;
  /** Query t sees keys 0 .. t only. */
  readonly causal?: boolean;
}

function project(context: LayerContext, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const { parameters } = context;
  const bias = parameters.vector(`${name}.bias`);
  return rank3(name, linear(x, parameters.matrix(`${name}.weight`), { bias }));
}

/** The query projection of attention block `name`: [B, T, D] -> [B, T, D], not yet scaled. */
export function projectQuery(context: LayerContext, name: string, x: tf.Tensor3D): tf.Tensor3D {
  return project(context, `${name}.q_proj`, x);
}

/** The key and value projections of attention block `name` of x [B, S, D]. */
export function projectKeysValues(context: LayerContext, name: string, x: tf.Tensor3D): KeysValues {
  return { keys: project(context, `${name}.k_proj`, x), values: project(context, `${name}.v_proj`, x) };
}

/**
 * Attention block `name` without residual: queries from x [B, T, D], output projection included; returns [B, T, D].
 *
 * The rows of x may be a multiple n of the rows of the memory (n beams of one sentence, side by side, one query each):
 * they are then folded into the query axis, so that keys and values need no copy per beam.
 */
export function attentionBlock(
  context: LayerContext,
  name: string,
  x: tf.Tensor3D,
  memory: AttentionMemory,
): tf.Tensor3D {
  const [, , D] = x.shape;
  const { config } = context;
  const rows = memory.keys.shape[0];
  const query = projectQuery(context, name, x);
  const folded = rows === x.shape[0] ? query : tf.reshape<tf.Rank.R3>(query, [rows, -1, D]);
  const mixed = attention(folded, memory.keys, memory.values, {
    heads: config.heads,
    keyMask: memory.keyMask,
    causal: memory.causal ?? false,
    dropout: context.dropout.at(`${name}.weights`, config.attentionDropout),
  });
  return project(
    context,
    `${name}.out_proj`,
    folded === query ? mixed : tf.reshape<tf.Rank.R3>(mixed, x.shape),
  );
}
