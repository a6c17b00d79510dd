import * as tf from '@tensorflow/tfjs';

/** What is known of the gradients of one backward pass. */
interface BackwardPass {
  /** Tensors that have a gradient. */
  readonly reached: Set<tf.Tensor>;
  /** Gradients of tensors that had one: TensorFlow.js adds them to it at once, and keeps them. */
  added: tf.Tensor[];
}

/** By the scope that the pass runs in. */
const passes = new WeakMap<object, BackwardPass>();

/** The backward pass that runs; what has been added up in it since the last call is freed. */
function runningPass(): BackwardPass {
  const scope = tf.engine().state.activeScope;
  const pass = passes.get(scope) ?? { reached: new Set(), added: [] };
  passes.set(scope, pass);
  tf.dispose(pass.added);
  pass.added = [];
  return pass;
}

function noteGradients(pass: BackwardPass, inputs: readonly tf.Tensor[], gradients: tf.Tensor[]): void {
  const reachedBefore = inputs.map((input) => pass.reached.has(input));
  pass.added = gradients.filter((_, i) => reachedBefore[i]);
  for (const input of inputs) pass.reached.add(input);
}

/**
 * Frees what the backward pass of one operation has used up. TensorFlow.js would keep every gradient until the whole
 * pass ends; freed one by one, half the memory of a training step is enough. A gradient that a caller passed in
 * (`tf.grads(f)(xs, dy)`) is not of the running scope, and stays.
 */
function release(dy: tf.Tensor, saved: readonly tf.Tensor[], gradients: readonly tf.Tensor[]): void {
  const used = new Set<tf.Tensor>([...saved, dy]);
  for (const gradient of gradients) used.delete(gradient);
  if (tf.engine().state.activeScope.track.lastIndexOf(dy) < 0) used.delete(dy);
  for (const tensor of used) tensor.dispose();
}

/**
 * An operation with its own gradient: `tf.customGrad` with its arguments sorted out. Operations inside `forward` and
 * `backward` are not recorded.
 *
 * @param inputs the tensors that gradients flow to
 * @param forward computes the value; tensors handed to `save` live until the backward pass
 * @param backward gets the gradient of the value and the saved tensors, and returns one gradient per input, each a
 *   tensor of its own (TensorFlow.js disposes them one by one); everything else is freed when it returns
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
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const pass = runningPass();
        const gradients = tf.tidy(() => backward(dy, saved));
        release(dy, saved, gradients);
        noteGradients(pass, inputs, gradients);
        return gradients;
      },
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
