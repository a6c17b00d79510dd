import * as tf from '@tensorflow/tfjs';
import {
  attention,
  attentionBackward,
  attentionForward,
  type AttentionOptions,
  hasAttentionKernels,
} from './attention.js';
import { pick, withGradient } from './custom-gradient.js';
import { hasKernels, runFusedOne } from './kernels.js';
import { LINEAR_KERNELS, linear, type Projection } from './linear.js';
import { rank3 } from './rank.js';

/** The linear layers in front of an attention. */
export interface AttentionProjections {
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
}

function project(x: tf.Tensor, { weight, bias }: Projection): tf.Tensor3D {
  return rank3('projectedAttention', linear(x, weight, { bias }));
}

function project1(x: tf.Tensor, { weight, bias }: Projection): tf.Tensor {
  return runFusedOne('RDropLinear', { x, weight, bias }, { activation: 'linear' });
}

/** Gradients by a weight and its bias. */
function parameterGradients(dy: tf.Tensor, x: tf.Tensor): tf.Tensor[] {
  return [runFusedOne('RDropLinearGradWeight', { dy, x }), runFusedOne('RDropLinearGradBias', { dy })];
}

/** The gradient of the input that several projections share. */
function inputGradient(parts: readonly { dy: tf.Tensor; weight: tf.Tensor }[]): tf.Tensor {
  const named = parts.flatMap(({ dy, weight }, i) => [
    [`dy${i}`, dy] as const,
    [`weight${i}`, weight] as const,
  ]);
  return runFusedOne('RDropLinearGradInput', Object.fromEntries(named), { count: parts.length });
}

function fusedAttention(
  x: tf.Tensor3D,
  memory: tf.Tensor3D,
  projections: AttentionProjections,
  options: AttentionOptions,
): tf.Tensor {
  const { query, key, value } = projections;
  const parameters = [query, key, value].flatMap(({ weight, bias }) => [weight, bias]);
  const isSelf = memory === x;
  const sources = isSelf ? [x] : [x, memory];
  return withGradient(
    [...sources, ...parameters],
    (save) => {
      const inputs = { q: project1(x, query), k: project1(memory, key), v: project1(memory, value) };
      const { y, saved } = attentionForward(inputs, options);
      save([x, memory, query.weight, key.weight, value.weight, inputs.q, inputs.k, inputs.v, ...saved]);
      return y;
    },
    (dy, saved) => {
      const at = (index: number) => pick(saved, index, 'projectedAttention');
      const inputs = { q: at(5), k: at(6), v: at(7) };
      const state = at(8);
      const [dq, dk, dv] = attentionBackward(dy, inputs, saved.slice(8), options);
      if (dq === undefined || dk === undefined || dv === undefined) {
        throw new Error('projectedAttention: expected gradients by queries, keys and values');
      }
      // As large as the gradients at hand: gone before more are made.
      tf.dispose([inputs.q, inputs.k, inputs.v, state]);
      const byQuery = { dy: dq, weight: at(2) };
      const byMemory = [
        { dy: dk, weight: at(3) },
        { dy: dv, weight: at(4) },
      ];
      const inputGradients = isSelf
        ? [inputGradient([byQuery, ...byMemory])]
        : [inputGradient([byQuery]), inputGradient(byMemory)];
      return [
        ...inputGradients,
        ...parameterGradients(dq, at(0)),
        ...parameterGradients(dk, at(1)),
        ...parameterGradients(dv, at(1)),
      ];
    },
  );
}

/**
 * Multi-head attention with its input projections in one operation: attention(x Wq^T + bq, memory Wk^T + bk,
 * memory Wv^T + bv). The gradient of an input that several projections share is made in one place instead of being
 * added up afterwards.
 *
 * @param x [B, T, D]
 * @param memory [B, S, D]; the very tensor x for self-attention
 * @returns [B, T, D]
 */
export function projectedAttention(
  x: tf.Tensor3D,
  memory: tf.Tensor3D,
  projections: AttentionProjections,
  options: AttentionOptions,
): tf.Tensor3D {
  if (hasKernels(...LINEAR_KERNELS) && hasAttentionKernels(options)) {
    return rank3('projectedAttention', fusedAttention(x, memory, projections, options));
  }
  const { query, key, value } = projections;
  return attention(project(x, query), project(memory, key), project(memory, value), options);
}
