import { attention, embedding, layerNorm } from '@rdrop/ops';
import { integers } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { type KernelCase, mask, random, valueAndGradients } from './kernel-case.js';

function layerNormCase(rows: number, width: number): KernelCase {
  return {
    title: `layer norm of [${rows}, ${width}]`,
    kernels: ['RDropLayerNorm', 'RDropLayerNormGrad'],
    tolerance: 2e-5,
    run: () => {
      const given = [random(1, rows, width), random(2, width), random(3, width), random(4, rows, width)];
      const { value, gradients } = valueAndGradients(given, (x, gain, bias, residual) =>
        layerNorm(x, gain.as1D(), bias.as1D(), { residual, dropout: mask(0.3, 0.1) }),
      );
      return { RDropLayerNorm: [value], RDropLayerNormGrad: gradients };
    },
  };
}

function embeddingCase(count: number, rows: number, width: number): KernelCase {
  return {
    title: `embedding of ${count} ids in [${rows}, ${width}]`,
    kernels: ['RDropEmbedding', 'RDropEmbeddingGrad'],
    tolerance: 2e-6,
    run: () => {
      const ids = tf.tensor1d(integers(count, rows, 4), 'int32');
      const { value, gradients } = valueAndGradients([random(1, rows, width)], (table) =>
        embedding(table.as2D(rows, width), ids, { scale: 3, paddingId: 1 }),
      );
      return { RDropEmbedding: [value], RDropEmbeddingGrad: gradients };
    },
  };
}

interface AttentionSize {
  readonly B: number;
  readonly T: number;
  readonly S: number;
  readonly heads: number;
  readonly K: number;
  readonly causal?: boolean;
  /** With a mask of keys, one row of them all masked. */
  readonly masked?: boolean;
}

/** 1 for the real keys [B, S]: of the first batch row none, of the next the first three, of the others nearly all. */
function keyMask({ B, S }: AttentionSize): tf.Tensor2D {
  const rows = Array.from({ length: B }, (_, b) => {
    const real = b === 0 ? 0 : b === 1 ? Math.min(3, S) : S - (b % 3);
    return Array.from({ length: S }, (_, s) => (s < real ? 1 : 0));
  });
  return tf.tensor2d(rows, [B, S]);
}

function attentionCase(size: AttentionSize): KernelCase {
  const { B, T, S, heads, K, causal = false, masked = false } = size;
  const kind = `${causal ? ', causal' : ''}${masked ? ', masked' : ''}`;
  return {
    title: `attention of ${T} to ${S} positions, ${heads} heads of ${K}${kind}`,
    kernels: ['RDropAttention', 'RDropAttentionGrad'],
    tolerance: 1e-5,
    run: () => {
      const D = heads * K;
      const options = { heads, causal, dropout: mask(0.1), ...(masked ? { keyMask: keyMask(size) } : {}) };
      const given = [random(1, B, T, D), random(2, B, S, D), random(3, B, S, D)];
      const { value, gradients } = valueAndGradients(given, (q, k, v) =>
        attention(q.as3D(B, T, D), k.as3D(B, S, D), v.as3D(B, S, D), options),
      );
      return { RDropAttention: [value], RDropAttentionGrad: gradients };
    },
  };
}

/** Layer norm, embeddings, attention. */
export const LAYER_CASES: readonly KernelCase[] = [
  layerNormCase(6, 7),
  layerNormCase(70, 512),
  layerNormCase(300, 1024),
  embeddingCase(40, 7, 5),
  embeddingCase(3000, 600, 64),
  attentionCase({ B: 2, T: 5, S: 7, heads: 3, K: 3 }),
  attentionCase({ B: 3, T: 65, S: 65, heads: 2, K: 64, causal: true }),
  attentionCase({ B: 4, T: 33, S: 130, heads: 2, K: 64, masked: true }),
  attentionCase({ B: 2, T: 128, S: 128, heads: 4, K: 128, masked: true }),
];
