import type * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from './custom-gradient.js';
import type { Dropout, PhiloxDropout } from './dropout-source.js';
import { dropoutAttributes, hasKernels, runFused, runFusedOne } from './kernels.js';
import { commonScale, LINEAR_KERNELS, linear, type Projection } from './linear.js';

export interface FeedForwardOptions {
  readonly activation: 'relu' | 'gelu';
  /** Dropout of the hidden layer, after the activation. */
  readonly dropout?: Dropout | undefined;
}

interface Layers {
  readonly up: Projection;
  readonly down: Projection;
}

/** How the hidden layer is made, what is kept of it, and what describes both to the gradient's kernel. */
interface Hidden {
  /** From x W^T + b (relu: activated by the product already) to the hidden layer. */
  readonly finish: (z: tf.Tensor) => tf.Tensor;
  /** What is kept: the hidden layer itself, or z, from which it is made again. */
  readonly keeps: 'hidden' | 'z';
  readonly attributes: tf.NamedAttrMap;
}

function reluHidden(drop: PhiloxDropout | undefined, scale: number): Hidden {
  return {
    finish: (z) => (drop === undefined ? z : runFusedOne('RDropDropout', { x: z }, dropoutAttributes(drop))),
    // An element of the hidden layer is above 0 exactly where it was neither cut off nor dropped: no mask is needed.
    keeps: 'hidden',
    attributes: { activation: 'relu', scale },
  };
}

function geluHidden(drop: PhiloxDropout | undefined): Hidden {
  const mask = dropoutAttributes(drop);
  return {
    finish: (x) => runFusedOne('RDropGelu', { x }, mask),
    keeps: 'z',
    attributes: { activation: 'gelu', ...mask },
  };
}

function fusedFeedForward(x: tf.Tensor, { up, down }: Layers, hidden: Hidden): tf.Tensor {
  const activation = hidden.keeps === 'hidden' ? 'relu' : 'linear';
  return withGradient(
    [x, up.weight, up.bias, down.weight, down.bias],
    (save) => {
      const z = runFusedOne('RDropLinear', { x, weight: up.weight, bias: up.bias }, { activation });
      const h = hidden.finish(z);
      save([x, up.weight, down.weight, hidden.keeps === 'hidden' ? h : z]);
      if (hidden.keeps === 'hidden' && h !== z) z.dispose();
      return runFusedOne(
        'RDropLinear',
        { x: h, weight: down.weight, bias: down.bias },
        { activation: 'linear' },
      );
    },
    (dy, saved) => {
      const at = (index: number) => pick(saved, index, 'feedForward');
      const outputs = runFused('RDropHiddenGrad', { dy, weight: at(2), kept: at(3) }, hidden.attributes);
      const dz = pick(outputs, 0, 'RDropHiddenGrad');
      return [
        runFusedOne('RDropLinearGradInput', { dy0: dz, weight0: at(1) }, { count: 1 }),
        runFusedOne('RDropLinearGradWeight', { dy: dz, x: at(0) }),
        runFusedOne('RDropLinearGradBias', { dy: dz }),
        pick(outputs, 1, 'RDropHiddenGrad'),
        runFusedOne('RDropLinearGradBias', { dy }),
      ];
    },
  );
}

function hiddenOf({ activation, dropout }: FeedForwardOptions): Hidden | undefined {
  if (dropout?.kind === 'recorded') return undefined; // a mask that is a tensor of its own
  if (activation === 'gelu') return geluHidden(dropout);
  const scale = commonScale(dropout);
  return scale === undefined ? undefined : reluHidden(dropout, scale);
}

/**
 * The position-wise feed-forward block (Vaswani et al., 2017, Eq. 2) in one operation:
 * dropout(activation(x W1^T + b1)) W2^T + b2. Of the hidden layer, the widest activation of a Transformer, one copy is
 * kept for the backward pass.
 *
 * @param x [..., D]
 * @param up weight [F, D] and bias [F]
 * @param down weight [E, F] and bias [E]
 * @returns [..., E]
 */
export function feedForward(
  x: tf.Tensor,
  up: Projection,
  down: Projection,
  options: FeedForwardOptions,
): tf.Tensor {
  const hidden = hiddenOf(options);
  if (hidden !== undefined && hasKernels(...LINEAR_KERNELS, 'RDropHiddenGrad'))
    return fusedFeedForward(x, { up, down }, hidden);
  return linear(linear(x, up.weight, { ...options, bias: up.bias }), down.weight, { bias: down.bias });
}
