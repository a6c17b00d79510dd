import { rDropTerms, recordedDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectTensor } from '../testing/compare.js';
import {
  fixture,
  type GoldenName,
  goldenConfig,
  goldenJson,
  goldenModel,
  goldenTensors,
  ids,
} from '../testing/golden-case.js';
import type { Transformer } from './transformer.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const names: readonly GoldenName[] = ['iwslt_share_all', 'iwslt_share_decoder'];

describe.each(names)('one official R-Drop step with recorded masks: %s', (name) => {
  const json = goldenJson(name);
  const recorded = goldenTensors(name, '.rdrop');
  const rate = json.number('rdrop_step', 'expected', 'dropout');
  const alpha = json.number('rdrop_step', 'expected', 'alpha');
  const expected = (key: string) => json.number('rdrop_step', 'expected', key);
  const twice = (rows: number[][]) => ids([...rows, ...rows]);
  let model: Transformer;
  let masks: Map<string, tf.Tensor>;

  beforeAll(() => {
    model = goldenModel(goldenConfig(json, rate), goldenTensors(name));
    masks = new Map();
    for (const [key, { shape, values }] of recorded) {
      if (!key.startsWith('mask.')) continue;
      const exact = Float32Array.from(values, (value) => (value > 0 ? 1 / (1 - rate) : 0));
      masks.set(key.slice('mask.'.length), tf.tensor(exact, shape));
    }
  });
  afterAll(() => {
    model.dispose();
    for (const mask of masks.values()) mask.dispose();
  });

  it('has the reference logits, loss parts and every gradient', () => {
    tf.tidy(() => {
      const source = twice(json.rows('src_tokens'));
      const previous = twice(json.rows('prev_output_tokens'));
      const target = ids(json.rows('target'));
      const mask = tf.notEqual(target, 1).cast('float32');
      const forward = () => model.forward(source, previous, recordedDropout(masks));
      const options = { passes: 2, labelSmoothing: 0.1, mask };
      expectTensor('logits', forward(), fixture(recorded, 'out.logits'), 1e-5);
      const parts = rDropTerms(forward(), target, options).arraySync();
      const [ce1 = NaN, ce2 = NaN, nll1 = NaN, nll2 = NaN, kl = NaN] = parts;
      const off = (actual: number, key: string) => Math.abs(actual / expected(key) - 1);
      expect(off(nll1 + nll2, 'nll_loss')).toBeLessThan(1e-5);
      expect(off(kl, 'kl_loss')).toBeLessThan(1e-5);
      expect(off(ce1 + ce2 + alpha * kl, 'loss')).toBeLessThan(1e-5);
      const weights = tf.tensor1d([1, 1, 0, 0, alpha]);
      const { grads } = tf.variableGrads(() =>
        tf.sum(tf.mul(rDropTerms(forward(), target, options), weights)).asScalar(),
      );
      const zeros = json.list('gradients_that_are_zero_in_exact_arithmetic');
      for (const [parameter, variable] of model.parameters) {
        const gradient = grads[variable.name];
        if (gradient === undefined) throw new Error(`no gradient for ${parameter}`);
        if (zeros.includes(parameter)) expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeLessThan(1e-4);
        else expectTensor(parameter, gradient, fixture(recorded, `grad.${parameter}`), 1e-4);
      }
    });
  });
});
