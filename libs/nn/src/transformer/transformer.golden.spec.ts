import { crossEntropy, noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectTensor } from '../testing/compare.js';
import {
  fixture,
  goldenConfig,
  goldenJson,
  goldenModel,
  goldenNames,
  goldenTensors,
  ids,
} from '../testing/golden-case.js';
import { crossAttentionWeights, decoderStates, encoderStates } from './inspection.js';
import type { Transformer } from './transformer.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(goldenNames)('fairseq golden values: %s', (name) => {
  const json = goldenJson(name);
  const tensors = goldenTensors(name);
  const source = () => ids(json.rows('src_tokens'));
  const previous = () => ids(json.rows('prev_output_tokens'));
  const target = () => ids(json.rows('target'));
  let model: Transformer;

  beforeAll(() => {
    model = goldenModel(goldenConfig(json), tensors);
  });
  afterAll(() => {
    model.dispose();
  });

  /** Zeroes what stands at padded source positions: nothing is promised there. */
  const masked = (states: tf.Tensor, mask: tf.Tensor) => tf.mul(states, tf.expandDims(mask, -1));

  it('encodes as fairseq', () => {
    tf.tidy(() => {
      const { states, keyMask } = model.encode(source(), noDropout);
      const check = (key: string, actual: tf.Tensor) => {
        const expected = fixture(tensors, key);
        const real = masked(tf.tensor(expected.values, expected.shape), keyMask).dataSync();
        const values = Float32Array.from(real);
        expectTensor(key, masked(actual, keyMask), { shape: expected.shape, values }, 1e-5);
      };
      check('out.encoder_out', states);
      const layers = encoderStates(model, source());
      expect(layers).toHaveLength(model.config.encoderLayers + 1);
      // The reference keeps no state for the embedded input of the encoder: its state i is the output of layer i.
      layers.slice(1).forEach((state, i) => {
        check(`out.encoder_state.${i}`, state);
      });
    });
  });

  it('decodes as fairseq: states, attention to the source, logits, log-probabilities', () => {
    tf.tidy(() => {
      const encoded = model.encode(source(), noDropout);
      decoderStates(model, previous(), encoded).forEach((state, i) => {
        expectTensor(`decoder state ${i}`, state, fixture(tensors, `out.decoder_state.${i}`), 1e-5);
      });
      const weights = crossAttentionWeights(model, previous(), encoded);
      const key = 'out.cross_attention_last_layer_mean';
      expectTensor(key, weights, fixture(tensors, key), 1e-5);
      const logits = model.forward(source(), previous(), noDropout);
      expectTensor('logits', logits, fixture(tensors, 'out.logits'), 1e-5);
      expectTensor('log_probs', tf.logSoftmax(logits), fixture(tensors, 'out.log_probs'), 1e-5);
    });
  });

  it('has the reference loss and every gradient', () => {
    tf.tidy(() => {
      const labels = target();
      const mask = tf.notEqual(labels, 1).cast('float32');
      const terms = () =>
        crossEntropy(model.forward(source(), previous(), noDropout), labels, { labelSmoothing: 0.1, mask });
      const [loss, nll] = terms().arraySync();
      expect(Math.abs((loss ?? NaN) / json.number('expected', 'loss') - 1)).toBeLessThan(1e-6);
      expect(Math.abs((nll ?? NaN) / json.number('expected', 'nll_loss') - 1)).toBeLessThan(1e-6);
      const { grads } = tf.variableGrads(() => terms().slice(0, 1).asScalar());
      const zeros = json.list('gradients_that_are_zero_in_exact_arithmetic');
      for (const [parameter, variable] of model.parameters) {
        const gradient = grads[variable.name];
        if (gradient === undefined) throw new Error(`no gradient for ${parameter}`);
        if (zeros.includes(parameter)) expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeLessThan(1e-5);
        else expectTensor(parameter, gradient, fixture(tensors, `grad.${parameter}`), 1e-4);
      }
    });
  });
});
