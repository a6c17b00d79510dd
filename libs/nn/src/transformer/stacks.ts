import { add, dropout, embedding, rank2, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { positionIds } from '../sinusoidal-positions.js';
import { normalise, type LayerContext } from './layer-context.js';
import { type EncoderOutput, layerNames, runDecoderLayers, runEncoderLayers } from './run-layers.js';
import type { TransformerConfig } from './transformer-config.js';
import { embeddingNames } from './transformer-parameters.js';

/** Which tokens are real: 1 where ids [B, T] differ from the padding id. */
export function paddingMask(ids: tf.Tensor2D, paddingId: number): tf.Tensor2D {
  return rank2('paddingMask', tf.notEqual(ids, paddingId).cast('float32'));
}

type Context = LayerContext<TransformerConfig>;

/** Tokens to embed, with their place in the sentence. */
export interface EmbeddingInput {
  /** int32 [B, T] */
  readonly ids: tf.Tensor2D;
  /** int32 [B, T], rows of the position table. */
  readonly positions: tf.Tensor2D;
  readonly positionTable: tf.Tensor2D;
}

/** scale * embedding + position, then dropout at `<side>.embed`: [B, T, D]. */
export function embedTokens(
  context: Context,
  side: 'encoder' | 'decoder',
  input: EmbeddingInput,
): tf.Tensor3D {
  const { config, parameters } = context;
  const names = embeddingNames(config);
  const table = parameters.matrix(side === 'encoder' ? names.source : names.target);
  const scale = config.embedScale ?? Math.sqrt(config.dim);
  const tokens = embedding(table, input.ids, { paddingId: config.paddingId, scale });
  const places = embedding(input.positionTable, input.positions);
  const drop = context.dropout.at(`${side}.embed`, config.dropout);
  return rank3(`${side}.embed`, dropout(add(tokens, places), drop));
}

/** [x, after layer 0, after layer 1, ...] and, last, what the stack hands on (the final norm of a pre-norm model). */
export interface StackStates {
  readonly layers: readonly tf.Tensor3D[];
  readonly output: tf.Tensor3D;
}

function finish(context: Context, name: string, layers: readonly tf.Tensor3D[]): StackStates {
  const last = layers[layers.length - 1];
  if (last === undefined) throw new Error(`${name}: expected at least the embedded input`);
  return { layers, output: context.config.normalizeBefore ? normalise(context, name, last) : last };
}

/** All encoder states of source ids int32 [B, S], each [B, S, D]. */
export function encoderStack(
  context: Context,
  source: tf.Tensor2D,
  positionTable: tf.Tensor2D,
): StackStates & { readonly keyMask: tf.Tensor2D } {
  const { paddingId, encoderLayers } = context.config;
  const keyMask = paddingMask(source, paddingId);
  const positions = positionIds(keyMask, paddingId);
  const x = embedTokens(context, 'encoder', { ids: source, positions, positionTable });
  const layers = runEncoderLayers(context, layerNames('encoder', encoderLayers), x, keyMask);
  return { ...finish(context, 'encoder.layer_norm', layers), keyMask };
}

/** All decoder states of teacher-forced target ids int32 [B, T], each [B, T, D]. */
export function decoderStack(
  context: Context,
  previous: tf.Tensor2D,
  encoded: EncoderOutput,
  positionTable: tf.Tensor2D,
): StackStates {
  const { paddingId, decoderLayers } = context.config;
  const keyMask = paddingMask(previous, paddingId);
  const positions = positionIds(keyMask, paddingId);
  const x = embedTokens(context, 'decoder', { ids: previous, positions, positionTable });
  const layers = runDecoderLayers(context, layerNames('decoder', decoderLayers), x, { keyMask, encoded });
  return finish(context, 'decoder.layer_norm', layers);
}
