import { attentionProbabilities, crossEntropy, linear, noDropout, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectTensor } from '../testing/compare.js';
import type { FixtureTensor } from '../testing/fixture.js';
import { fixture } from '../testing/golden-case.js';
import { goldenVit, vitBatch, vitCases, vitJson, vitTensors } from '../testing/golden-vit.js';
import { expectGradients } from '../testing/vit-gradients.js';
import { vitNorm, vitProjection } from './vit-layer.js';
import { vitLayerNames } from './vit-parameters.js';
import type { Vit } from './vit.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Attention weights of a layer, [B, H, T, T], from the states that go into it. */
function attentionOf(model: Vit, layer: number, states: tf.Tensor3D): tf.Tensor {
  const { config, parameters } = model;
  const context = { config, parameters, dropout: noDropout };
  const names = vitLayerNames(layer);
  const normed = vitNorm(context, names.attentionNorm, states);
  const [q, k] = [names.query, names.key].map((name) => {
    const { weight, bias } = vitProjection(context, name);
    return rank3(name, linear(normed, weight, { bias }));
  });
  if (q === undefined || k === undefined) throw new Error('expected two projections');
  return attentionProbabilities(q, k, { heads: config.heads });
}

describe.each(vitCases)('%s', (name) => {
  const json = vitJson(name);
  const tensors = vitTensors(name);
  const expected = (key: string): FixtureTensor => fixture(tensors, key);

  describe.each(['official', 'hugging-face', 'google'] as const)(
    'with the weights under %s names',
    (naming) => {
      let model: Vit;
      beforeAll(async () => {
        const made = await goldenVit(name, naming);
        model = made.model;
        expect(made.loaded).toEqual({ naming, head: true, unused: [] });
      });
      afterAll(() => {
        model.dispose();
      });

      it('has the reference states, attention, logits, loss and every gradient', () => {
        tf.tidy(() => {
          const { images, labels } = vitBatch(json, tensors);
          const { embedded, layers, encoded } = model.states(images, noDropout);
          expectTensor('embeddings', embedded, expected('out.embeddings'), 1e-5);
          expectTensor('encoded', encoded, expected('out.encoded'), 1e-5);
          layers.slice(0, -1).forEach((states, layer) => {
            expectTensor(`hidden ${layer}`, states, expected(`out.hidden.${layer}`), 1e-5);
          });
          [embedded, ...layers.slice(0, -1)].forEach((states, layer) => {
            const attention = attentionOf(model, layer, states);
            expectTensor(`attention ${layer}`, attention, expected(`out.attention.${layer}`), 1e-5);
          });
          for (const logits of [
            model.forward(images, noDropout),
            model.forwardAllPositions(images, noDropout),
          ]) {
            expectTensor('logits', logits, expected('out.logits'), 1e-5);
          }
          const { value, grads } = tf.variableGrads(() => {
            const sums = crossEntropy(model.forward(images, noDropout), labels);
            return tf.div(tf.slice(sums, 0, 1).asScalar(), labels.size).asScalar();
          });
          expect(value.dataSync()[0]).toBeCloseTo(json.number('expected', 'loss'), 5);
          expectGradients(model, grads, { json, gradients: tensors });
        });
      });
    },
  );
});
