import { type MomentumSlot, globalNorm, nagUpdate, noDropout, recordedDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectTensor, relativeGap } from '../testing/compare.js';
import { fixture } from '../testing/golden-case.js';
import { goldenLanguageModel, languageModelCases, recordedMasks } from '../testing/golden-language-model.js';
import type { LanguageModel } from './language-model.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Golden = ReturnType<typeof goldenLanguageModel>;

/** Gradients by the model's own names; those of tied parameters are sums in the reference too. */
function expectGradients(
  { json, model }: Golden,
  grads: tf.NamedTensorMap,
  expected: Parameters<typeof fixture>[0],
): void {
  const zeros = json.list('gradients_that_are_zero_in_exact_arithmetic');
  for (const [parameter, variable] of model.parameters) {
    const gradient = grads[variable.name];
    if (gradient === undefined) throw new Error(`no gradient for ${parameter}`);
    if (zeros.includes(parameter)) expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeLessThan(1e-4);
    else expectTensor(parameter, gradient, fixture(expected, `grad.${parameter}`), 1e-4);
  }
}

/** Rows of a tensor [B, T, ...] where a word is predicted. */
function realRows(values: ArrayLike<number>, real: Float32Array): number[] {
  const width = values.length / real.length;
  return Array.from(values).filter((_, i) => real[Math.floor(i / width)] === 1);
}

describe.each(languageModelCases)('fairseq golden values: %s', (name) => {
  it('has every state, and the log-probability of every word and every target', () => {
    const { model, tokens, tensors, labels, real } = goldenLanguageModel(name);
    tf.tidy(() => {
      const states = model.layerStates(tokens());
      expect(states).toHaveLength(model.config.layers + 1);
      states.forEach((state, i) => {
        const expected = fixture(tensors, `out.decoder_state.${i}`);
        expect(relativeGap(realRows(state.dataSync(), real), realRows(expected.values, real))).toBeLessThan(
          1e-5,
        );
      });
      const output = model.states(tokens());
      const V = model.config.vocabulary;
      const all = model.logProbabilities(output.as2D(-1, model.config.dim)).dataSync();
      const expected = fixture(tensors, 'out.log_probs').values;
      expect(relativeGap(realRows(all, real), realRows(expected, real))).toBeLessThan(1e-6);
      const ofTargets = labels.flat().map((label, row) => all[row * V + label] ?? NaN);
      const goldenTargets = realRows(fixture(tensors, 'out.target_log_probs').values, real);
      realRows(ofTargets, real).forEach((value, i) => {
        expect(Math.abs(value - (goldenTargets[i] ?? NaN))).toBeLessThan(1e-5);
      });
    });
    model.dispose();
  });

  it('has the official loss and every gradient, and the exact likelihood', () => {
    const golden = goldenLanguageModel(name);
    const { json, model } = golden;
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => golden.loss(1, [1, 0, 0], noDropout, 1).loss);
      expect(value.arraySync() / json.number('expected', 'loss')).toBeCloseTo(1, 6);
      expectGradients(golden, grads, golden.tensors);
      const [, nll] = golden.loss(1, [1, 0, 0], noDropout).terms.arraySync();
      expect((nll ?? NaN) / json.number('expected', 'exact_nll')).toBeCloseTo(1, 6);
    });
    model.dispose();
  });

  it('makes the official R-Drop step with recorded masks', () => {
    const rate = goldenLanguageModel(name).json.number('rdrop_step', 'expected', 'dropout');
    const golden = goldenLanguageModel(name, rate);
    const expected = (key: string) => golden.json.number('rdrop_step', 'expected', key);
    const recorded = golden.recorded();
    tf.tidy(() => {
      const source = recordedDropout(recordedMasks(recorded, rate));
      const coefficients = [1, 1, 0, 0, expected('alpha')];
      const { value, grads } = tf.variableGrads(() => golden.loss(2, coefficients, source, 1).loss);
      expect(value.arraySync() / expected('loss')).toBeCloseTo(1, 5);
      const terms = golden.loss(2, coefficients, source, 1).terms.arraySync();
      expect((terms[4] ?? NaN) / expected('kl_loss')).toBeCloseTo(1, 4);
      expectGradients(golden, grads, recorded);
    });
    golden.model.dispose();
  });

  it("follows eight steps of fairseq's NAG", () => {
    const golden = goldenLanguageModel(name);
    const { json } = golden;
    const count = json.number('expected', 'sample_size');
    const momentum = json.number('eight_nag_steps', 'momentum');
    const limit = json.number('eight_nag_steps', 'clip_norm');
    const slots = slotsOf(golden.model);
    let rateBefore: number | undefined;
    json.list('eight_nag_steps', 'expected').forEach((_, step) => {
      const at = (key: string) => json.number('eight_nag_steps', 'expected', step, key);
      const learningRate = at('lr');
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => golden.loss(1, [1, 0, 0], noDropout, 1).loss);
        expect(value.arraySync() / count / at('loss_per_token')).toBeCloseTo(1, 5);
        const updates = slots.map((slot): MomentumSlot => {
          const gradient = grads[slot.parameter.name];
          if (gradient === undefined) throw new Error(`no gradient for ${slot.parameter.name}`);
          return { ...slot, gradient };
        });
        const norm = globalNorm(updates.map(({ gradient }) => gradient));
        expect(norm.arraySync() / count / at('grad_norm_before_clip')).toBeCloseTo(1, 4);
        nagUpdate(updates, {
          ...{ gradientScale: 1 / count, clip: { norm, limit }, learningRate, momentum },
          carriedMomentum: (momentum * learningRate) / (rateBefore ?? learningRate),
          decoupledDecay: 0,
        });
      });
      rateBefore = learningRate;
    });
    tf.dispose(slots.map((slot) => slot.momentum));
    golden.model.dispose();
  });
});

const slotsOf = (model: LanguageModel) =>
  [...model.parameters].map(([, parameter]) => ({
    parameter,
    momentum: tf.tidy(() => tf.variable(tf.zerosLike(parameter))),
    decay: true,
  }));
