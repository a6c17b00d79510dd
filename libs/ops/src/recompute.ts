import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.js';

/** What a part of a model reads. */
export interface RecomputeInputs {
  /** Activations that gradients flow to. */
  readonly inputs: readonly tf.Tensor[];
  /** Tensors of the step without a gradient, such as masks. */
  readonly constants?: readonly tf.Tensor[];
  /** Every variable that `forward` uses. */
  readonly parameters: readonly tf.Variable[];
}

/**
 * A part of a model whose inner activations are not kept for the backward pass but computed again there (Chen et al. 2016,
 * "Training Deep Nets with Sublinear Memory Cost"): one more forward pass for the memory of the inputs alone.
 * Values and gradients are the same, because dropout masks are a function of their site.
 *
 * @param forward gets inputs and constants, which must be all that it reads besides the parameters; it runs twice and must
 *   draw the same masks both times
 */
export function recompute(
  { inputs, constants = [], parameters }: RecomputeInputs,
  forward: (inputs: readonly tf.Tensor[], constants: readonly tf.Tensor[]) => tf.Tensor,
): tf.Tensor {
  const count = inputs.length;
  return withGradient(
    [...inputs, ...parameters],
    (save) => {
      save([...inputs, ...constants]);
      return forward(inputs, constants);
    },
    (dy, saved) => {
      const keptConstants = saved.slice(count);
      const { state } = tf.engine();
      const outerTape = state.activeTape;
      try {
        const gradients = tf.grads((...args) => forward(args.slice(0, count), keptConstants));
        return gradients([...saved.slice(0, count), ...parameters], dy);
      } finally {
        // TensorFlow.js forgets the tape of the pass that is running when an inner one ends.
        state.activeTape = outerTape;
      }
    },
  );
}
