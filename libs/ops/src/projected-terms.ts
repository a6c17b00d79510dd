import * as tf from '@tensorflow/tfjs';
import { checkLabels, smoothingWeights } from './cross-entropy.js';
import { pick, withGradient } from './custom-gradient.js';
import { hasKernels, runFused } from './kernels.js';
import { linear } from './linear.js';
import { rDropTerms, type RDropTermsOptions } from './rdrop-terms.js';
import { rowsOf } from './shapes.js';

export interface ProjectedTermsOptions extends RDropTermsOptions {
  /** [V], added to the logits. */
  readonly bias?: tf.Tensor1D | undefined;
  /** The loss is the sum of coefficients[i] * terms[i]: as many as there are terms, 2m + 1. */
  readonly coefficients: readonly number[];
  /** Whether the loss will be differentiated. Default: whether TensorFlow.js records a gradient at this moment. */
  readonly gradients?: boolean | undefined;
  /** Most bytes of logits to hold at a time, where the engine can choose. Default: the engine's best. */
  readonly chunkBytes?: number | undefined;
}

export interface ProjectedTerms {
  /** Differentiable by states, weight and bias. */
  readonly loss: tf.Scalar;
  /** [2m + 1] as from `rDropTerms`; for reports, not differentiable. */
  readonly terms: tf.Tensor1D;
}

interface FlatInputs {
  readonly states: tf.Tensor;
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D | undefined;
  readonly labels: tf.Tensor;
  readonly mask: tf.Tensor | undefined;
}

function weigh(terms: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  return tf.sum(tf.mul(terms, tf.tensor1d([...coefficients])));
}

/** The same values, with an error in the place of a gradient. */
function withoutGradient(tensor: tf.Tensor, message: string): tf.Tensor {
  return withGradient(
    [tensor],
    () => tensor.clone(),
    () => {
      throw new Error(message);
    },
  );
}

const TERMS_MESSAGE = 'projectedRDropTerms: the terms have no gradient; differentiate the loss';
const LOSS_MESSAGE = 'projectedRDropTerms: expected gradients: true for a loss that is differentiated';

/** Holds all logits at once. */
function composedTerms(inputs: FlatInputs, options: ProjectedTermsOptions, wantsGradients: boolean) {
  const { states, weight, bias, labels, mask } = inputs;
  const logits = linear(states, weight, bias === undefined ? {} : { bias });
  const terms = rDropTerms(logits, labels, { ...options, mask });
  const loss = weigh(terms, options.coefficients);
  return {
    loss: wantsGradients ? loss : withoutGradient(loss, LOSS_MESSAGE),
    terms: withoutGradient(terms, TERMS_MESSAGE),
  };
}

/** The kernel gives the gradients of the loss with its value, while a chunk's logits are at hand. */
function fusedTerms(inputs: FlatInputs, options: ProjectedTermsOptions, wantsGradients: boolean) {
  const { passes, coefficients, labelSmoothing = 0, smoothingForm = 'uniform', chunkBytes = 0 } = options;
  const { states, weight, bias } = inputs;
  const attributes = {
    passes,
    smoothing: labelSmoothing,
    form: smoothingForm,
    coefficients: [...coefficients],
    wantsGradients,
    chunkBytes,
  };
  const outputs = runFused('RDropProjectedTerms', { ...inputs }, attributes);
  const terms = pick(outputs, 0, 'RDropProjectedTerms');
  const gradients = outputs.slice(1);
  const loss = withGradient(
    bias === undefined ? [states, weight] : [states, weight, bias],
    (save) => {
      save(gradients);
      return weigh(terms, coefficients);
    },
    (dy, [dStates, dWeight, dBias]) => {
      if (!wantsGradients) throw new Error(LOSS_MESSAGE);
      return runFused('RDropProjectedTermsGrad', { dy, dStates, dWeight, dBias });
    },
  );
  // What was saved lives on; nothing else may hold these large tensors.
  tf.dispose(gradients);
  return { loss, terms: withoutGradient(terms, TERMS_MESSAGE) };
}

function checkInputs(states: tf.Tensor, weight: tf.Tensor2D, options: ProjectedTermsOptions): void {
  const { passes, coefficients, bias, chunkBytes } = options;
  const [V, D] = weight.shape;
  const { rows, width } = rowsOf(states);
  if (!Number.isInteger(passes) || passes < 1) {
    throw new Error(`projectedRDropTerms: expected passes to be a whole number from 1, got ${passes}`);
  }
  if (width !== D || rows % passes !== 0) {
    throw new Error(
      `projectedRDropTerms: expected states of ${passes} equal passes and width ${D}, ` +
        `got [${states.shape.join(', ')}]`,
    );
  }
  if (bias !== undefined && bias.size !== V) {
    throw new Error(`projectedRDropTerms: expected a bias of ${V} entries, got [${bias.shape.join(', ')}]`);
  }
  if (coefficients.length !== 2 * passes + 1) {
    throw new Error(
      `projectedRDropTerms: expected ${2 * passes + 1} coefficients for ${passes} passes, got ${coefficients.length}`,
    );
  }
  if (chunkBytes !== undefined && !(chunkBytes > 0)) {
    throw new Error(`projectedRDropTerms: expected chunkBytes above 0, got ${chunkBytes}`);
  }
  smoothingWeights(options.labelSmoothing ?? 0, options.smoothingForm ?? 'uniform', V);
}

/**
 * The output projection and R-Drop's loss in one: `rDropTerms` of states W^T + b, and the loss that these terms make
 * with the given coefficients. The coefficients must be known here, because an engine with the fused kernel never holds
 * all logits: for a chunk of positions at a time it computes them, the terms and the gradients, and drops them. An
 * engine without it holds them all, and gives the same numbers.
 *
 * @param states [m*N, ..., D], pass after pass
 * @param weight [V, D]
 * @param labels int32 [N, ...], those of one pass
 */
export function projectedRDropTerms(
  states: tf.Tensor,
  weight: tf.Tensor2D,
  labels: tf.Tensor,
  options: ProjectedTermsOptions,
): ProjectedTerms {
  checkInputs(states, weight, options);
  const N = rowsOf(states).rows / options.passes;
  checkLabels('projectedRDropTerms', N, labels, options.mask);
  const wantsGradients = options.gradients ?? tf.engine().isTapeOn();
  return tf.tidy(() => {
    const inputs: FlatInputs = {
      states,
      weight,
      bias: options.bias,
      labels: tf.reshape(labels, [N]),
      mask: options.mask === undefined ? undefined : tf.reshape(options.mask, [N]),
    };
    const isFused = hasKernels('RDropProjectedTerms', 'RDropProjectedTermsGrad');
    const { loss, terms } = (isFused ? fusedTerms : composedTerms)(inputs, options, wantsGradients);
    return { loss: loss.asScalar(), terms: terms.as1D() };
  });
}
