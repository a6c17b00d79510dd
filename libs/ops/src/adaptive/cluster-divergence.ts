import * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from '../custom-gradient.js';

/** What a cluster's divergence is computed from. */
export interface ClusterInputs {
  /** [m*N, D], pass after pass. */
  readonly states: tf.Tensor2D;
  /** [words + C, D] */
  readonly head: tf.Tensor2D;
  /** [m*N, d]: the narrow layer of the cluster. */
  readonly narrow: tf.Tensor2D;
  /** [words of the cluster, d] */
  readonly weight: tf.Tensor2D;
  /** [N], 1 = counts. */
  readonly mask: tf.Tensor | undefined;
}

interface ClusterOptions {
  readonly passes: number;
  /** The cluster's symbol in the head. */
  readonly cluster: number;
  /** Most bytes of logits at a time. Default 32 MiB. */
  readonly chunkBytes?: number;
}

const CHUNK_BYTES = 32 * 2 ** 20;

/** Of a chunk of n positions, one tensor for each pass. */
interface Chunk {
  readonly states: readonly tf.Tensor2D[];
  readonly narrow: readonly tf.Tensor2D[];
  /** [n, 1] */
  readonly mask: tf.Tensor;
}

/** [value, gradients by states, by narrow layer (passes side by side), by head, by weight]. */
type ChunkResult = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

/**
 * With p_i the distribution within the cluster and a_i its probability under pass i, the value is the mean over pairs of
 * ½ [a_i KL(p_i|p_j) + a_j KL(p_j|p_i)]. By the logits of p_i its gradient is ½ [a_i p_i (log p_i - log p_j - KL(p_i|p_j)) +
 * a_j (p_i - p_j)], and by log a_i it is ½ a_i KL(p_i|p_j), which the softmax of the head carries on.
 */
function chunkResult({ head, weight }: ClusterInputs, chunk: Chunk, cluster: number): ChunkResult {
  return tf.tidy(() => {
    const passes = chunk.states.length;
    const scale = 1 / (passes * (passes - 1));
    const headLogs = chunk.states.map((x) => tf.logSoftmax(tf.matMul(x, head, false, true))); // m times [n, words + C]
    const shares = headLogs.map((log) => tf.mul(tf.exp(tf.slice(log, [0, cluster], [-1, 1])), chunk.mask)); // a_i [n, 1]
    const logs = chunk.narrow.map((x) => tf.logSoftmax(tf.matMul(x, weight, false, true))); // m times [n, words]
    let value: tf.Tensor = tf.scalar(0);
    const dShares = shares.map((share): tf.Tensor => tf.zerosLike(share)); // by log a_i
    const dLogits = logs.map((log): tf.Tensor => tf.zerosLike(log));
    logs.forEach((logP, i) => {
      logs.forEach((logQ, j) => {
        const [share, dShare, dOwn, dOther] = [shares[i], dShares[i], dLogits[i], dLogits[j]];
        if (i === j || share === undefined || dShare === undefined) return;
        if (dOwn === undefined || dOther === undefined) return;
        const p = tf.exp(logP);
        const ratio = tf.sub(logP, logQ);
        const kl = tf.sum(tf.mul(p, ratio), 1, true); // [n, 1]
        const weighted = tf.mul(tf.mul(share, kl), scale);
        value = tf.add(value, tf.sum(weighted));
        dShares[i] = tf.add(dShare, weighted);
        const factor = tf.mul(share, scale);
        dLogits[i] = tf.add(dOwn, tf.mul(factor, tf.mul(p, tf.sub(ratio, kl))));
        dLogits[j] = tf.add(dOther, tf.mul(factor, tf.sub(tf.exp(logQ), p)));
      });
    });
    const ownSymbol = tf.reshape(tf.oneHot(tf.tensor1d([cluster], 'int32'), head.shape[0]), [1, -1]);
    const dHeads = headLogs.map((log, i) => tf.mul(dShares[i] ?? 0, tf.sub(ownSymbol, tf.exp(log))));
    const back = (gradients: readonly tf.Tensor[], matrix: tf.Tensor2D) =>
      tf.stack(gradients.map((gradient) => tf.matMul(gradient, matrix))); // [m, n, width]
    const byWeight = (gradients: readonly tf.Tensor[], inputs: readonly tf.Tensor2D[]) =>
      tf.addN(inputs.map((input, i) => tf.matMul(gradients[i] ?? input, input, true, false)));
    return [
      value,
      back(dHeads, head),
      back(dLogits, weight),
      byWeight(dHeads, chunk.states),
      byWeight(dLogits, chunk.narrow),
    ];
  });
}

/** Positions `start` to `start + count` of every pass of x [m*N, width]. */
function ofPasses(x: tf.Tensor2D, passes: number, start: number, count: number): tf.Tensor2D[] {
  const N = x.shape[0] / passes;
  return Array.from({ length: passes }, (_, pass) => tf.slice(x, [pass * N + start, 0], [count, -1]));
}

/** The value and its gradients, summed over chunks of positions; the logits of one chunk are in memory at a time. */
function summed(
  inputs: ClusterInputs,
  { passes, cluster, chunkBytes = CHUNK_BYTES }: ClusterOptions,
): tf.Tensor[] {
  const N = inputs.states.shape[0] / passes;
  const bytes = 4 * passes * (inputs.weight.shape[0] + inputs.head.shape[0]);
  const most = Math.max(1, Math.floor(chunkBytes / bytes));
  const mask = inputs.mask === undefined ? tf.ones([N, 1]) : tf.reshape(inputs.mask, [N, 1]);
  const chunks: { rows: [tf.Tensor, tf.Tensor][]; sums: tf.Tensor[] } = { rows: [], sums: [] };
  for (let start = 0; start < N; start += most) {
    const count = Math.min(most, N - start);
    const [value, dStates, dNarrow, dHead, dWeight] = tf.tidy(() => {
      const chunk: Chunk = {
        states: ofPasses(inputs.states, passes, start, count),
        narrow: ofPasses(inputs.narrow, passes, start, count),
        mask: tf.slice(mask, [start, 0], [count, 1]),
      };
      return chunkResult(inputs, chunk, cluster);
    });
    chunks.rows.push([dStates, dNarrow]);
    const before = chunks.sums;
    const fresh = [value, dHead, dWeight];
    chunks.sums = before.length === 0 ? fresh : fresh.map((part, i) => tf.add(part, before[i] ?? 0));
    if (before.length > 0) tf.dispose([...before, ...fresh]);
  }
  const joined = (which: 0 | 1, like: tf.Tensor2D) =>
    tf.reshape(
      tf.concat(
        chunks.rows.map((rows) => rows[which]),
        1,
      ),
      like.shape,
    );
  const [value, dHead, dWeight] = chunks.sums;
  return [
    value ?? tf.scalar(0),
    joined(0, inputs.states),
    dHead ?? tf.zerosLike(inputs.head),
    joined(1, inputs.narrow),
    dWeight ?? tf.zerosLike(inputs.weight),
  ];
}

/**
 * The part of a cluster in the exact divergence of an adaptive softmax: the mean over pairs of passes of
 * ½ [P(c) KL(P_c|Q_c) + Q(c) KL(Q_c|P_c)], summed over positions. Its gradients are made with the value, so that only a
 * chunk's logits are held.
 */
export function clusterDivergence(inputs: ClusterInputs, options: ClusterOptions): tf.Scalar {
  const { states, head, narrow, weight } = inputs;
  const value = withGradient(
    [states, head, narrow, weight],
    (save) => {
      const [sum, ...gradients] = tf.tidy(() => summed(inputs, options));
      save(gradients);
      return pick(sum === undefined ? [] : [sum], 0, 'clusterDivergence');
    },
    (dy, saved) => saved.map((gradient) => tf.mul(gradient, dy)),
  );
  return value.asScalar();
}
