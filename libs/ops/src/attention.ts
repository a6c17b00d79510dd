import * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from './custom-gradient.js';
import { dropout } from './dropout.js';
import type { Dropout } from './dropout-source.js';
import { dropoutAttributes, hasKernels, runFused } from './kernels.js';
import { rank3 } from './rank.js';

export interface AttentionOptions {
  readonly heads: number;
  /** [B, S], 1 = may be attended to. Default: every key. */
  readonly keyMask?: tf.Tensor2D | undefined;
  /** Query t sees keys 0 .. t only (needs T = S). Default false. */
  readonly causal?: boolean;
  /** Dropout of the attention weights [B, H, T, S]. */
  readonly dropout?: Dropout | undefined;
}

/** Added to masked scores. Not -Infinity: a row without any key must not become NaN. */
const MASKED = -1e9;

/** Every pass is a part of the batch. */
function checkPasses(batch: number, drop: Dropout | undefined): void {
  if (drop?.kind === 'philox' && batch % Math.max(1, drop.rates.length) !== 0) {
    throw new Error(`attention: expected a batch that ${drop.rates.length} passes divide, got ${batch}`);
  }
}

function checkInputs(q: tf.Tensor3D, k: tf.Tensor3D, v: tf.Tensor3D, options: AttentionOptions): void {
  const [B, T, D] = q.shape;
  const [keyBatch, S, keyDim] = k.shape;
  const { heads, keyMask, causal = false } = options;
  if (keyBatch !== B || keyDim !== D || v.shape.join() !== k.shape.join()) {
    const got = [q, k, v].map((t) => `[${t.shape.join(', ')}]`).join(', ');
    throw new Error(`attention: expected q [B, T, D] and k, v [B, S, D], got ${got}`);
  }
  if (D % heads !== 0) throw new Error(`attention: expected a width that ${heads} heads divide, got ${D}`);
  if (causal && T !== S)
    throw new Error(`attention: expected T = S for a causal mask, got T = ${T}, S = ${S}`);
  if (keyMask !== undefined && (keyMask.shape[0] !== B || keyMask.shape[1] !== S)) {
    throw new Error(`attention: expected keyMask [${B}, ${S}], got [${keyMask.shape.join(', ')}]`);
  }
  checkPasses(B, options.dropout);
}

/** [B, L, D] -> [B, H, L, K] */
function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor {
  const [B, L, D] = x.shape;
  return tf.transpose(tf.reshape(x, [B, L, heads, D / heads]), [0, 2, 1, 3]);
}

function referenceProbabilities(q: tf.Tensor3D, k: tf.Tensor3D, options: AttentionOptions): tf.Tensor {
  const [B, T, D] = q.shape;
  const S = k.shape[1];
  const { heads, keyMask, causal = false } = options;
  const scale = 1 / Math.sqrt(D / heads);
  const scores = tf.matMul(splitHeads(tf.mul(q, scale), heads), splitHeads(k, heads), false, true); // [B, H, T, S]
  let masked: tf.Tensor = scores;
  if (keyMask !== undefined) {
    masked = tf.add(masked, tf.reshape(tf.mul(tf.sub(1, keyMask), MASKED), [B, 1, 1, S]));
  }
  if (causal) {
    const future = Float32Array.from({ length: T * S }, (_, i) => (i % S > Math.floor(i / S) ? MASKED : 0));
    masked = tf.add(masked, tf.tensor4d(future, [1, 1, T, S]));
  }
  return tf.softmax(masked);
}

/**
 * The attention weights softmax(q k^T / sqrt(K) + mask) before dropout, for inspection.
 *
 * @returns [B, H, T, S]
 */
export function attentionProbabilities(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  options: AttentionOptions,
): tf.Tensor4D {
  checkInputs(q, k, k, options);
  return tf.tidy(() =>
    referenceProbabilities(q, k, options).as4D(q.shape[0], options.heads, q.shape[1], k.shape[1]),
  );
}

export interface QueriesKeysValues {
  readonly q: tf.Tensor;
  readonly k: tf.Tensor;
  readonly v: tf.Tensor;
}

/** Whether an engine's kernels can compute this attention. */
export function hasAttentionKernels(options: AttentionOptions): boolean {
  return hasKernels('RDropAttention', 'RDropAttentionGrad') && options.dropout?.kind !== 'recorded';
}

function attributesOf(q: tf.Tensor, options: AttentionOptions): tf.NamedAttrMap {
  const { heads, causal = false, dropout: drop } = options;
  const scale = 1 / Math.sqrt((q.shape[q.rank - 1] ?? 0) / heads);
  return { heads, causal, scale, ...dropoutAttributes(drop?.kind === 'philox' ? drop : undefined) };
}

/** The value [B, T, D], and what {@link attentionBackward} needs besides queries, keys and values. */
export function attentionForward(
  inputs: QueriesKeysValues,
  options: AttentionOptions,
): { y: tf.Tensor; saved: tf.Tensor[] } {
  checkPasses(inputs.q.shape[0] ?? 0, options.dropout);
  const attributes = attributesOf(inputs.q, options);
  const outputs = runFused('RDropAttention', { ...inputs, keyMask: options.keyMask }, attributes);
  // A kernel whose gradient needs the value gives it twice; kept by all, it would outlive its last use.
  const saved = [pick(outputs, 1, 'RDropAttention'), ...outputs.slice(2, 3)];
  if (options.keyMask !== undefined) saved.push(options.keyMask);
  return { y: pick(outputs, 0, 'RDropAttention'), saved };
}

/** Gradients by queries, keys and values. */
export function attentionBackward(
  dy: tf.Tensor,
  inputs: QueriesKeysValues,
  saved: readonly tf.Tensor[],
  options: AttentionOptions,
): tf.Tensor[] {
  const masked = options.keyMask !== undefined;
  const [state, y] = masked ? saved.slice(0, -1) : saved;
  const keyMask = masked ? saved[saved.length - 1] : undefined;
  return runFused(
    'RDropAttentionGrad',
    { dy, ...inputs, state, y, keyMask },
    attributesOf(inputs.q, options),
  );
}

function fusedAttention(inputs: QueriesKeysValues, options: AttentionOptions): tf.Tensor {
  const { q, k, v } = inputs;
  return withGradient(
    [q, k, v],
    (save) => {
      const { y, saved } = attentionForward(inputs, options);
      save([q, k, v, ...saved]);
      return y;
    },
    (dy, saved) => {
      const at = (index: number) => pick(saved, index, 'attention');
      return attentionBackward(dy, { q: at(0), k: at(1), v: at(2) }, saved.slice(3), options);
    },
  );
}

/**
 * Multi-head scaled dot-product attention (Vaswani et al., 2017); heads are split and merged inside.
 *
 * @param q [B, T, D]
 * @param k [B, S, D]
 * @param v [B, S, D]
 * @returns [B, T, D]
 */
export function attention(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  v: tf.Tensor3D,
  options: AttentionOptions,
): tf.Tensor3D {
  checkInputs(q, k, v, options);
  const [B, T, D] = q.shape;
  const drop = options.dropout;
  if (hasAttentionKernels(options)) return rank3('attention', fusedAttention({ q, k, v }, options));
  const weights = dropout(referenceProbabilities(q, k, options), drop);
  const mixed = tf.matMul(weights, splitHeads(v, options.heads)); // [B, H, T, K]
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [B, T, D]);
}
