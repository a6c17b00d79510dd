import * as tf from '@tensorflow/tfjs';

/**
 * An operation with its own gradient: `tf.customGrad` with its arguments sorted out.
 *
 * @param inputs the tensors that gradients flow to
 * @param forward computes the value; tensors handed to `save` live until the backward pass
 * @param backward gets the gradient of the value and the saved tensors, and returns one gradient per input, each a
 *   tensor of its own (TensorFlow.js disposes them one by one)
 */
export function withGradient(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: tf.Tensor[]) => void) => tf.Tensor,
  backward: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[],
): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const save = args[args.length - 1];
    if (typeof save !== 'function') throw new Error('withGradient: TensorFlow.js passed no save function');
    return {
      value: forward(save),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy, saved),
    };
  });
  return operation(...inputs);
}

/** The i-th of a list of saved tensors or kernel outputs; an error names what is missing. */
export function pick(tensors: readonly tf.Tensor[], index: number, what: string): tf.Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new Error(`${what}: expected tensor ${index}, got only ${tensors.length}`);
  return tensor;
}
