import { crossEntropy, projectedRDropTerms, rDropTerms } from '@rdrop/ops';
import { integers } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { type KernelCase, random, valueAndGradients } from './kernel-case.js';

const SMOOTHING = 0.1;

const labelsOf = (positions: number, classes: number) =>
  tf.tensor1d(integers(positions, classes, 3), 'int32');

/** 1 for the positions that count: every third does not. */
const maskOf = (positions: number) =>
  tf.tensor1d(Array.from({ length: positions }, (_, n) => (n % 3 === 1 ? 0 : 1)));

function crossEntropyCase(positions: number, classes: number): KernelCase {
  return {
    title: `cross-entropy of [${positions}, ${classes}]`,
    kernels: ['RDropCrossEntropy', 'RDropCrossEntropyGrad'],
    tolerance: 3e-6,
    run: () => {
      const labels = labelsOf(positions, classes);
      const options = { labelSmoothing: SMOOTHING, mask: maskOf(positions) };
      const { value, gradients } = valueAndGradients([tf.mul(random(1, positions, classes), 4)], (x) =>
        crossEntropy(x, labels, options),
      );
      return { RDropCrossEntropy: [value], RDropCrossEntropyGrad: gradients };
    },
  };
}

function termsCase(positions: number, classes: number, passes: number): KernelCase {
  return {
    title: `R-Drop terms of ${passes} passes of [${positions}, ${classes}]`,
    kernels: ['RDropTerms', 'RDropTermsGrad'],
    tolerance: 5e-6,
    run: () => {
      const labels = labelsOf(positions, classes);
      const options = { passes, labelSmoothing: SMOOTHING, mask: maskOf(positions) };
      const logits = tf.mul(random(1, passes * positions, classes), 4);
      const { value, gradients } = valueAndGradients([logits], (x) => rDropTerms(x, labels, options));
      return { RDropTerms: [value], RDropTermsGrad: gradients };
    },
  };
}

function projectedCase(positions: number, vocabulary: number, width: number): KernelCase {
  const passes = 2;
  return {
    title: `projection and R-Drop terms of [${positions}, ${width}] to ${vocabulary}`,
    kernels: ['RDropProjectedTerms', 'RDropProjectedTermsGrad'],
    tolerance: 2e-5,
    run: () => {
      const labels = labelsOf(positions, vocabulary);
      const options = {
        ...{ passes, coefficients: [0.5, 0.6, 0, 0, 2.5], labelSmoothing: SMOOTHING },
        ...{ mask: maskOf(positions), chunkBytes: 4 * passes * vocabulary * 30 }, // several chunks, the last shorter
      };
      const terms: tf.Tensor[] = [];
      const given = [
        random(1, passes * positions, width),
        random(2, vocabulary, width),
        random(3, vocabulary),
      ];
      const { value, gradients } = valueAndGradients(given, (states, weight, bias) => {
        const made = projectedRDropTerms(states, weight.as2D(vocabulary, width), labels, {
          ...options,
          bias: bias.as1D(),
        });
        terms.push(made.terms);
        return made.loss;
      });
      return { RDropProjectedTerms: [value, terms[0]], RDropProjectedTermsGrad: gradients };
    },
  };
}

/** Losses. */
export const LOSS_CASES: readonly KernelCase[] = [
  crossEntropyCase(7, 5),
  crossEntropyCase(20, 1100),
  termsCase(7, 5, 2),
  termsCase(40, 1100, 2),
  termsCase(7, 64, 3),
  projectedCase(7, 33, 10),
  projectedCase(100, 1000, 64),
];
