import { relativeError } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RDropLossOptions, rDropLoss } from './rdrop-loss.js';
import { rDropRegression, type RDropRegressionOptions } from './rdrop-regression.js';
import { goldenCase } from './testing/golden-case.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const TOLERANCE = 1e-5;

/** Which options reproduce which loss of the official code. */
const translation = { alpha: 5, labelSmoothing: 0.1, scaling: 'sum' } as const;
const SEQUENCE_LOSSES: Record<string, RDropLossOptions> = {
  translation_alpha5: translation,
  translation_alpha5_no_smoothing: { ...translation, labelSmoothing: 0 },
  'summarization_alpha0.7': { ...translation, alpha: 0.7 },
  lm_cross_entropy: { alpha: 1, scaling: 'sum' },
};
const CLASSIFICATION_LOSSES: Record<string, RDropLossOptions> = {
  bert_hf: { alpha: 0.5, scaling: 'bert' },
  roberta_hf: { alpha: 0.7, scaling: 'roberta' },
  roberta_fairseq: { alpha: 5, scaling: 'sum' },
  'vit_alpha0.3': { alpha: 0.3, scaling: 'vit' },
  'vit_alpha0.6': { alpha: 0.6, scaling: 'vit' },
  paper_alpha1: { alpha: 1 },
  paper_alpha5: { alpha: 5 },
};
const REGRESSION_LOSSES: Record<string, RDropRegressionOptions> = {
  bert_hf: { alpha: 1, scaling: 'bert' },
  roberta_hf: { alpha: 0.8, scaling: 'roberta' },
  paper_alpha1: { alpha: 1 },
  paper_alpha5: { alpha: 5 },
};

/** Value and gradient of a loss against the golden ones; a divergence of 0 leaves only rounding, so compare with 1. */
function expectGolden(name: string, key: string, loss: (logits: tf.Tensor) => tf.Scalar): void {
  const golden = goldenCase(name);
  const expected = golden.losses[key]?.float64?.loss;
  expect(expected, `${name} has ${key}`).toBeDefined();
  const { value, grad } = tf.valueAndGrad(loss)(golden.logits);
  const actual = value.dataSync()[0] ?? NaN;
  expect(Math.abs(actual - (expected ?? NaN))).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(expected ?? 0)));
  const gradient = golden.gradient(key);
  expect(gradient, `${name} has the gradient of ${key}`).toBeDefined();
  expect(relativeError(grad.dataSync(), gradient?.dataSync() ?? [])).toBeLessThan(TOLERANCE);
}

const SEQUENCES = [
  'seq_basic',
  'seq_all_pad_row',
  'seq_batch1',
  'seq_identical',
  'seq_saturated_80',
  'seq_vocab2',
];
const CLASSIFICATIONS = ['cls_basic', 'cls_batch1', 'cls_identical', 'cls_saturated_80', 'cls_two'];
const REGRESSIONS = ['reg_basic', 'reg_batch1_identical'];
const pairs = (names: string[], losses: object) =>
  names.flatMap((name) => Object.keys(losses).map((loss) => [name, loss] as const));

describe('rDropLoss equals the official code on sequences', () => {
  it.each(pairs(SEQUENCES, SEQUENCE_LOSSES))('%s %s', (name, key) => {
    const { labelTensor, mask, losses } = goldenCase(name);
    const options = { alpha: 0, ...SEQUENCE_LOSSES[key], mask };
    expectGolden(name, key, (logits) => rDropLoss(logits, labelTensor, options).loss);
    const size = losses[key]?.float64?.sample_size;
    expect(rDropLoss(goldenCase(name).logits, labelTensor, options).count).toBe(size);
  });
});

describe('rDropLoss equals the official code on classes', () => {
  it.each(pairs(CLASSIFICATIONS, CLASSIFICATION_LOSSES))('%s %s', (name, key) => {
    const { labelTensor } = goldenCase(name);
    const options = { alpha: 0, ...CLASSIFICATION_LOSSES[key] };
    expectGolden(name, key, (logits) => rDropLoss(logits, labelTensor, options).loss);
  });

  // The Keras code clips probabilities, so it has no value for saturated logits.
  it.each(CLASSIFICATIONS.filter((name) => name !== 'cls_saturated_80'))('%s keras', (name) => {
    const golden = goldenCase(name);
    const expected = golden.keras_interleaved?.float64_no_clip?.loss ?? NaN;
    const { loss } = rDropLoss(golden.logits, golden.labelTensor, { alpha: 4, scaling: 'keras' });
    expect(Math.abs((loss.dataSync()[0] ?? NaN) - expected)).toBeLessThan(TOLERANCE * Math.max(1, expected));
  });
});

describe('rDropRegression equals the official code', () => {
  it.each(pairs(REGRESSIONS, REGRESSION_LOSSES))('%s %s', (name, key) => {
    const { labelTensor } = goldenCase(name);
    const options = { alpha: 0, ...REGRESSION_LOSSES[key] };
    expectGolden(name, key, (logits) => rDropRegression(logits, labelTensor.as1D(), options).loss);
  });
});
