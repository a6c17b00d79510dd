import { add, dropout, embedding, rank2, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { positionIds } from '../sinusoidal-positions.js';
import type { AttentionMemory } from './attention-block.js';
import { decoderLayer } from './decoder-layer.js';
import { normalise, type LayerContext } from './layer-context.js';
import { selfAttentionLayer } from './self-attention-layer.js';
import type { TransformerConfig } from './transformer-config.js';
import { embeddingNames } from './transformer-parameters.js';

type TransformerContext = LayerContext<TransformerConfig>;

/** The source as the decoder sees it. */
export interface EncoderOutput {
  /** [B, S, D] */
  readonly states: tf.Tensor3D;
  /** [B, S], 1 = real. */
  readonly keyMask: tf.Tensor2D;
}

/** Which tokens are real: 1 where ids [B, T] differ from the padding id. */
export function paddingMask(ids: tf.Tensor2D, paddingId: number): tf.Tensor2D {
  return rank2('paddingMask', tf.notEqual(ids, paddingId).cast('float32'));
}

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
  context: TransformerContext,
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

function finish(context: TransformerContext, name: string, layers: readonly tf.Tensor3D[]): StackStates {
  const last = layers[layers.length - 1];
  if (last === undefined) throw new Error(`${name}: expected at least the embedded input`);
  return { layers, output: context.config.normalizeBefore ? normalise(context, name, last) : last };
}

/** All encoder states of source ids int32 [B, S], each [B, S, D]. */
export function encoderStack(
  context: TransformerContext,
  source: tf.Tensor2D,
  positionTable: tf.Tensor2D,
): StackStates & { readonly keyMask: tf.Tensor2D } {
  const { paddingId, encoderLayers } = context.config;
  const keyMask = paddingMask(source, paddingId);
  const positions = positionIds(keyMask, paddingId);
  let x = embedTokens(context, 'encoder', { ids: source, positions, positionTable });
  const layers = [x];
  for (let layer = 0; layer < encoderLayers; layer++) {
    x = tf.tidy(() =>
      selfAttentionLayer(context, `encoder.layers.${layer}`, x, (input) => ({ states: input, keyMask })),
    );
    layers.push(x);
  }
  return { ...finish(context, 'encoder.layer_norm', layers), keyMask };
}

/** Self-attention memory of a whole target: keys and values of the same positions, later ones and padding hidden. */
export function teacherForcedMemory(keyMask: tf.Tensor2D): (input: tf.Tensor3D) => AttentionMemory {
  return (input) => ({ states: input, keyMask, causal: true });
}

/** All decoder states of teacher-forced target ids int32 [B, T], each [B, T, D]. */
export function decoderStack(
  context: TransformerContext,
  previous: tf.Tensor2D,
  encoded: EncoderOutput,
  positionTable: tf.Tensor2D,
): StackStates {
  const { paddingId, decoderLayers } = context.config;
  const keyMask = paddingMask(previous, paddingId);
  const positions = positionIds(keyMask, paddingId);
  let x = embedTokens(context, 'decoder', { ids: previous, positions, positionTable });
  const layers = [x];
  for (let index = 0; index < decoderLayers; index++) {
    const layer = `decoder.layers.${index}`;
    // What a layer leaves behind is its output and what its gradients need; the rest goes at once.
    x = tf.tidy(() =>
      decoderLayer(context, layer, x, {
        self: teacherForcedMemory(keyMask),
        cross: encoded,
      }),
    );
    layers.push(x);
  }
  return finish(context, 'decoder.layer_norm', layers);
}
