import { adamUpdate, type AdamSlot, crossEntropy, globalNorm, noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeGap } from '../testing/compare.js';
import {
  fixture,
  goldenConfig,
  goldenJson,
  goldenModel,
  goldenNames,
  goldenTensors,
  ids,
} from '../testing/golden-case.js';
import type { Transformer } from './transformer.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Ten steps of fairseq's Adam (0.9, 0.98, 1e-8, decoupled decay 1e-4) on one batch, gradients clipped to norm 0.5. */
describe.each(goldenNames)('ten training steps: %s', (name) => {
  const json = goldenJson(name);
  const tensors = goldenTensors(name);
  let model: Transformer;

  beforeAll(() => {
    model = goldenModel(goldenConfig(json), tensors);
  });
  afterAll(() => {
    model.dispose();
  });

  it('follows the reference curve and ends at its parameters', () => {
    const source = ids(json.rows('src_tokens'));
    const previous = ids(json.rows('prev_output_tokens'));
    const target = ids(json.rows('target'));
    const mask = tf.notEqual(target, 1).cast('float32');
    const count = json.number('expected', 'sample_size');
    const slots = [...model.parameters].map(([, parameter]) => ({
      parameter,
      m: tf.variable(tf.zerosLike(parameter)),
      v: tf.variable(tf.zerosLike(parameter)),
    }));
    const lossOf = () => {
      const logits = model.forward(source, previous, noDropout);
      return crossEntropy(logits, target, { labelSmoothing: 0.1, mask }).slice(0, 1).asScalar();
    };
    json.list('ten_training_steps', 'expected').forEach((_, step) => {
      const at = (key: string) => json.number('ten_training_steps', 'expected', step, key);
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(lossOf);
        expect(Math.abs(value.arraySync() / count / at('loss_per_token') - 1)).toBeLessThan(1e-5);
        const updates = slots.map((slot): AdamSlot => {
          const gradient = grads[slot.parameter.name];
          if (gradient === undefined) throw new Error(`no gradient for ${slot.parameter.name}`);
          return { ...slot, gradient, decay: true };
        });
        const norm = globalNorm(updates.map(({ gradient }) => gradient)).arraySync() / count;
        expect(Math.abs(norm / at('grad_norm_before_clip') - 1)).toBeLessThan(1e-4);
        const rate = at('lr');
        adamUpdate(updates, {
          gradientScale: Math.min(1, 0.5 / (norm + 1e-6)) / count,
          stepSize: (rate * Math.sqrt(1 - 0.98 ** (step + 1))) / (1 - 0.9 ** (step + 1)),
          beta1: 0.9,
          beta2: 0.98,
          epsilon: 1e-8,
          decoupledDecay: rate * 1e-4,
          coupledDecay: 0,
        });
      });
    });
    for (const [parameter, variable] of model.parameters) {
      // Their exact gradient is zero: Adam turns the rounding noise there into steps.
      if (parameter.endsWith('k_proj.bias')) continue;
      const expected = fixture(tensors, `after10.${parameter}`).values;
      const largest = Math.max(...Array.from(expected, Math.abs));
      expect(relativeGap(variable.dataSync(), expected) * largest, parameter).toBeLessThan(1e-5);
    }
  });
});
