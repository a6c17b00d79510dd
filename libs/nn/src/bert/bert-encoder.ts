import {
  add,
  dropout,
  type DropoutSource,
  embedding,
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
import { positionIds } from '../sinusoidal-positions.js';
import { paddingMask } from '../transformer/stacks.js';
import { type BertConfig, longestSequence } from './bert-config.js';

/** What the functions of a model need: settings, parameters by name, and where dropout masks come from. */
export interface BertContext {
  readonly config: BertConfig;
  readonly parameters: ParameterSet;
  readonly dropout: DropoutSource;
}

/** Sequences as the model reads them, padded on the right. */
export interface BertInputs {
  /** int32 [B, T] */
  readonly ids: tf.Tensor2D;
  /** int32 [B, T]; 0 everywhere unless given. */
  readonly typeIds?: tf.Tensor2D | undefined;
}

/** Weight [O, I] and bias [O] of linear layer `name`. */
export function projectionOf({ parameters }: BertContext, name: string): Projection {
  return { weight: parameters.matrix(`${name}.weight`), bias: parameters.vector(`${name}.bias`) };
}

/** Linear layer `name` with bias: [..., I] -> [..., O]. */
export function dense(context: BertContext, name: string, x: tf.Tensor): tf.Tensor {
  const { weight, bias } = projectionOf(context, name);
  return linear(x, weight, { bias });
}

/** Layer norm `name` of residual + dropout(x), at the model's epsilon; the dropout site is `site`. */
export function normalised(
  { config, parameters, dropout: source }: BertContext,
  name: string,
  x: tf.Tensor,
  sum: { readonly residual?: tf.Tensor; readonly site?: string } = {},
): tf.Tensor {
  const { residual, site } = sum;
  return layerNorm(x, parameters.vector(`${name}.weight`), parameters.vector(`${name}.bias`), {
    epsilon: config.layerNormEpsilon,
    ...(residual === undefined ? {} : { residual }),
    ...(site === undefined ? {} : { dropout: source.at(site, config.dropout) }),
  });
}

/** BERT counts positions from 0, padding included; RoBERTa from `paddingId + 1`, and padded places keep `paddingId`. */
function positions({ config, parameters }: BertContext, keyMask: tf.Tensor2D): tf.Tensor {
  const table = parameters.matrix(`${config.family}.embeddings.position_embeddings.weight`);
  if (config.family === 'bert') return tf.slice(table, [0, 0], [keyMask.shape[1], config.dim]); // [T, D]
  const { paddingId } = config;
  return embedding(table, positionIds(keyMask, paddingId), { paddingId }); // [B, T, D]
}

/** dropout(norm(word + token type + position)): [B, T, D]. */
function embed(context: BertContext, { ids, typeIds }: BertInputs, keyMask: tf.Tensor2D): tf.Tensor3D {
  const { config, parameters } = context;
  const name = `${config.family}.embeddings`;
  const words = embedding(parameters.matrix(`${name}.word_embeddings.weight`), ids, {
    paddingId: config.paddingId,
  });
  const types = parameters.matrix(`${name}.token_type_embeddings.weight`);
  const typed = typeIds === undefined ? tf.slice(types, [0, 0], [1, config.dim]) : embedding(types, typeIds);
  const sum = add(add(words, typed), positions(context, keyMask));
  const drop = context.dropout.at(`${name}.dropout`, config.dropout);
  return rank3(name, dropout(normalised(context, `${name}.LayerNorm`, sum), drop));
}

/** Layer `name` for queries at `asking` [B, Q, D], which are positions of x [B, T, D]: [B, Q, D]. */
function encoderLayer(
  context: BertContext,
  name: string,
  { asking, x, keyMask }: { asking: tf.Tensor3D; x: tf.Tensor3D; keyMask: tf.Tensor2D },
): tf.Tensor3D {
  const { config } = context;
  const self = `${name}.attention.self`;
  const projections = {
    query: projectionOf(context, `${self}.query`),
    key: projectionOf(context, `${self}.key`),
    value: projectionOf(context, `${self}.value`),
  };
  const mixed = projectedAttention(asking, x, projections, {
    heads: config.heads,
    keyMask,
    dropout: context.dropout.at(`${self}.dropout`, config.attentionDropout),
  });
  const out = `${name}.attention.output`;
  const attended = normalised(context, `${out}.LayerNorm`, dense(context, `${out}.dense`, mixed), {
    residual: asking,
    site: `${out}.dropout`,
  });
  const update = feedForward(
    attended,
    projectionOf(context, `${name}.intermediate.dense`),
    projectionOf(context, `${name}.output.dense`),
    { activation: 'gelu' },
  );
  const site = `${name}.output.dropout`;
  return rank3(name, normalised(context, `${name}.output.LayerNorm`, update, { residual: attended, site }));
}

export interface BertStatesOptions {
  /** The last layer at position 0 alone, [B, 1, D]: a classifier reads no more. Default false. */
  readonly firstOnly?: boolean;
}

/** The embedded input and the output of every layer, each [B, T, D] (the last one [B, 1, D] with `firstOnly`). */
export function bertStates(
  context: BertContext,
  inputs: BertInputs,
  { firstOnly = false }: BertStatesOptions = {},
): tf.Tensor3D[] {
  const { config } = context;
  const [, T] = inputs.ids.shape;
  const most = longestSequence(config);
  if (T > most) throw new Error(`bertStates: expected at most ${most} tokens, got ${T}`);
  const keyMask = paddingMask(inputs.ids, config.paddingId);
  let x = tf.tidy(() => embed(context, inputs, keyMask));
  const states = [x];
  for (let layer = 0; layer < config.layers; layer++) {
    const isLast = layer === config.layers - 1;
    // What a layer leaves behind is its output and what its gradients need; the rest goes at once.
    x = tf.tidy(() => {
      const asking = firstOnly && isLast ? firstPosition(x) : x;
      return encoderLayer(context, `${config.family}.encoder.layer.${layer}`, { asking, x, keyMask });
    });
    states.push(x);
  }
  return states;
}

/** The output of the last layer: [B, T, D], or [B, 1, D] with `firstOnly`. */
export function lastBertState(
  context: BertContext,
  inputs: BertInputs,
  options: BertStatesOptions = {},
): tf.Tensor3D {
  const last = bertStates(context, inputs, options).at(-1);
  if (last === undefined) throw new Error('lastBertState: expected at least the embedded input');
  return last;
}
