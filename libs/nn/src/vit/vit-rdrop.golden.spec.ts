import { rDropTerms, recordedDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../testing/golden-case.js';
import { goldenVit, vitBatch, vitCases, vitJson, vitTensors } from '../testing/golden-vit.js';
import { expectGradients } from '../testing/vit-gradients.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(vitCases)('one official R-Drop step with recorded masks: %s', (name) => {
  const json = vitJson(name);
  const recorded = vitTensors(name, '.rdrop');
  const rate = json.number('rdrop_step', 'dropout');
  const alpha = json.number('rdrop_step', 'alpha');

  /** The masks of both passes, one after the other, as a doubled batch has them. */
  function masks(): Map<string, tf.Tensor> {
    const exact = (key: string): tf.Tensor => {
      const { values, shape } = fixture(recorded, key);
      return tf.tensor(
        Float32Array.from(values, (value) => (value > 0 ? 1 / (1 - rate) : 0)),
        shape,
      );
    };
    const sites = [...recorded.keys()].flatMap((key) => /^mask\.pass1\.(.*)$/.exec(key)?.[1] ?? []);
    return new Map(
      sites.map((site) => [site, tf.concat([exact(`mask.pass1.${site}`), exact(`mask.pass2.${site}`)], 0)]),
    );
  }

  it.each(['official', 'hugging-face', 'google'] as const)(
    'has the reference loss and every gradient, %s names',
    async (naming) => {
      const { model } = await goldenVit(name, naming, { dropout: rate });
      tf.tidy(() => {
        const { images, labels } = vitBatch(json, vitTensors(name), 2);
        const source = recordedDropout(masks());
        const count = labels.size;
        // Mean cross-entropies, and both divergences summed over the batch without the half.
        const weights = tf.tensor1d([1 / count, 1 / count, 0, 0, 2 * alpha]);
        const { value, grads } = tf.variableGrads(() => {
          const logits = model.forwardAllPositions(images, source);
          return tf.sum(tf.mul(rDropTerms(logits, labels, { passes: 2 }), weights)).asScalar();
        });
        const expected = json.number('rdrop_step', 'expected_loss');
        expect(Math.abs((value.dataSync()[0] ?? NaN) / expected - 1)).toBeLessThan(1e-5);
        expectGradients(model, grads, { json, gradients: recorded });
      });
      model.dispose();
    },
  );
});
