import * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from './custom-gradient.js';
import { hasKernels, runFused } from './kernels.js';

export interface EmbeddingOptions {
  /** Row that receives no gradient from look-ups. */
  readonly paddingId?: number;
  /** Multiplies the looked-up rows. Default 1. */
  readonly scale?: number;
}

function scatterReference(
  dy: tf.Tensor,
  ids: tf.Tensor1D,
  rows: number,
  options: Required<EmbeddingOptions>,
): tf.Tensor {
  return tf.tidy(() => {
    const counts = tf.cast(tf.notEqual(ids, options.paddingId), 'float32');
    const scaled = tf.mul(dy, tf.reshape(tf.mul(counts, options.scale), [-1, 1])); // [N, D]
    // Not every backend can scatter (wasm cannot); a product with the one-hot matrix is the same sum.
    if (tf.getKernel('UnsortedSegmentSum', tf.getBackend()) !== undefined) {
      return tf.unsortedSegmentSum(scaled, ids, rows);
    }
    return tf.matMul(tf.cast(tf.oneHot(ids, rows), 'float32'), scaled, true, false);
  });
}

/**
 * Rows of a table, times `scale`; the gradient is a scatter-add.
 *
 * @param table [V, D]
 * @param ids int32 [...], each in [0, V)
 * @returns [..., D]
 */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor, options: EmbeddingOptions = {}): tf.Tensor {
  const [rows, width] = table.shape;
  const { paddingId = -1, scale = 1 } = options;
  const fused = hasKernels('RDropEmbedding', 'RDropEmbeddingGrad');
  return withGradient(
    [table],
    (save) => {
      save([ids]);
      if (fused) return pick(runFused('RDropEmbedding', { table, ids }, { scale }), 0, 'RDropEmbedding');
      return tf.mul(tf.gather(table, ids), scale);
    },
    (dy, saved) => {
      const savedIds = pick(saved, 0, 'embedding');
      if (fused) {
        const outputs = runFused('RDropEmbeddingGrad', { dy, ids: savedIds }, { rows, scale, paddingId });
        return [pick(outputs, 0, 'RDropEmbeddingGrad')];
      }
      const flatDy = tf.reshape(dy, [ids.size, width]);
      return [scatterReference(flatDy, savedIds.reshape([ids.size]).as1D(), rows, { paddingId, scale })];
    },
  );
}
