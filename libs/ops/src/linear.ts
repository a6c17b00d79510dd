import * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from './custom-gradient.js';
import { gelu } from './gelu.js';
import { hasKernels, runFused } from './kernels.js';
import { rowsOf } from './shapes.js';

export interface LinearOptions {
  /** [O] */
  readonly bias?: tf.Tensor1D;
  /** Applied to the result. Default: none. */
  readonly activation?: 'relu' | 'gelu';
}

function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if (hasKernels('RDropReluGrad')) return pick(runFused('RDropReluGrad', { dy, y }), 0, 'RDropReluGrad');
  return tf.tidy(() => tf.mul(dy, tf.step(y)));
}

function columnSums(dy: tf.Tensor): tf.Tensor {
  if (hasKernels('RDropLinearGradBias')) {
    return pick(runFused('RDropLinearGradBias', { dy }), 0, 'RDropLinearGradBias');
  }
  return tf.sum(dy, 0);
}

/**
 * activation(x W^T + b). Weights are stored [out, in], as in PyTorch checkpoints.
 *
 * @param x [..., I]
 * @param weight [O, I]
 * @returns [..., O]
 */
export function linear(x: tf.Tensor, weight: tf.Tensor2D, options: LinearOptions = {}): tf.Tensor {
  const { bias, activation } = options;
  if (activation === 'gelu') return gelu(linear(x, weight, bias === undefined ? {} : { bias }));
  const { rows, width } = rowsOf(x);
  const [outputs, inputs] = weight.shape;
  if (width !== inputs) {
    throw new Error(
      `linear: expected x [..., ${inputs}] for weight [${weight.shape.join(', ')}], got [${x.shape.join(', ')}]`,
    );
  }
  const flat = tf.reshape(x, [rows, width]); // [N, I]
  const isRelu = activation === 'relu';
  const y = withGradient(
    bias === undefined ? [flat, weight] : [flat, weight, bias],
    (save) => {
      const value = tf
        .engine()
        .runKernel<tf.Tensor>(
          '_FusedMatMul',
          bias === undefined ? { a: flat, b: weight } : { a: flat, b: weight, bias },
          { transposeA: false, transposeB: true, activation: isRelu ? 'relu' : 'linear' },
        );
      save(isRelu ? [flat, weight, value] : [flat, weight]);
      return value;
    },
    (dy, saved) => {
      const input = pick(saved, 0, 'linear');
      const kernel = pick(saved, 1, 'linear');
      const dz = isRelu ? reluGradient(dy, pick(saved, 2, 'linear')) : dy;
      const gradients = [tf.matMul(dz, kernel), tf.matMul(dz, input, true)];
      if (bias !== undefined) gradients.push(columnSums(dz));
      if (isRelu) dz.dispose();
      return gradients;
    },
  );
  return tf.reshape(y, [...x.shape.slice(0, -1), outputs]);
}
