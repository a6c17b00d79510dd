import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rDropTerms, noDropout, recordedDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoLeak, expectTensor } from '../testing/compare.js';
import { fixture, ids } from '../testing/golden-case.js';
import {
  doubledMasks,
  huggingFaceFile,
  huggingFaceJson,
  huggingFaceTensors,
} from '../testing/huggingface-case.js';
import { type BertClassifier, bertPooled } from './bert-classifier.js';
import { bertStates } from './bert-encoder.js';
import { loadBertClassifier, type LoadedBert } from './load-bert.js';

let folder = '';
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'rdrop-bert-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The model of a golden case, by way of a folder as the hub has them. */
async function load(name: string, classes: number, dropout?: number): Promise<LoadedBert> {
  const base = name.replace('.legacy', '');
  await copyFile(huggingFaceFile(`${base}.config.json`), join(folder, 'config.json'));
  await copyFile(huggingFaceFile(`${name}.model.safetensors`), join(folder, 'model.safetensors'));
  return loadBertClassifier(folder, {
    classes,
    seed: 1,
    dropout,
    attentionDropout: dropout,
    needsHead: base === name,
  });
}

const CASES = [
  ['bert_cls3', 3],
  ['bert_regression', 1],
  ['roberta_cls3', 3],
  ['roberta_regression', 1],
] as const;

describe.each(CASES)('%s', (name, classes) => {
  const json = huggingFaceJson(`${name}.json`);
  const golden = huggingFaceTensors(`${name}.safetensors`);
  const family = name.startsWith('bert') ? 'bert' : 'roberta';
  const rowsOf = (copies: number) => ({
    ids: ids(Array.from({ length: copies }, () => json.rows('input_ids')).flat()),
    typeIds: ids(Array.from({ length: copies }, () => json.rows('token_type_ids')).flat()),
  });
  const labels = json.list('labels').map(Number);
  let model: BertClassifier;

  beforeAll(async () => {
    const { model: loaded, report } = await load(name, classes);
    model = loaded;
    expect([report.missing, report.extra]).toEqual([[], []]);
  });
  afterAll(() => {
    model.dispose();
  });

  /** Mean cross-entropy, or mean squared error. */
  const meanLoss = (logits: tf.Tensor2D): tf.Scalar => {
    if (classes === 1)
      return tf.losses.meanSquaredError(tf.tensor2d(labels, [labels.length, 1]), logits).asScalar();
    const gold = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), gold)).div(labels.length)).asScalar();
  };

  const expectGradients = (
    grads: tf.NamedTensorMap,
    expected: ReturnType<typeof huggingFaceTensors>,
    of: BertClassifier,
  ) => {
    const zeros = json.list('gradients_that_are_zero_in_exact_arithmetic');
    for (const [parameter, variable] of of.parameters) {
      const gradient = grads[variable.name];
      if (gradient === undefined) throw new Error(`no gradient for ${parameter}`);
      if (zeros.includes(parameter)) expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeLessThan(1e-4);
      else expectTensor(parameter, gradient, fixture(expected, `grad.${parameter}`), 1e-4);
    }
  };

  it('has the reference states, pooled output and logits', () => {
    tf.tidy(() => {
      const context = model.context();
      const states = bertStates(context, rowsOf(1));
      states.forEach((state, at) => {
        expectTensor(`state ${at}`, state, fixture(golden, `out.hidden_states.${at}`), 1e-5);
      });
      if (family === 'bert') {
        const [B, , D] = states.at(-1)?.shape ?? [0, 0, 0];
        const first = tf
          .slice(states.at(-1) ?? tf.zeros([0]), [0, 0, 0], [B, 1, D])
          .reshape<tf.Tensor2D>([B, D]);
        expectTensor('pooled', bertPooled(context, first), fixture(golden, 'out.pooler_output'), 1e-5);
      }
      const expected = fixture(golden, 'out.logits');
      const shape = classes === 1 ? [expected.values.length, 1] : expected.shape;
      expectTensor('logits', model.logits(rowsOf(1), noDropout), { ...expected, shape }, 1e-5);
    });
  });

  it('has the reference loss and gradients', () => {
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => meanLoss(model.logits(rowsOf(1), noDropout)));
      expect(Math.abs(value.arraySync() / json.number('expected', 'loss') - 1)).toBeLessThan(1e-5);
      expectGradients(grads, golden, model);
    });
  });

  it('makes one official R-Drop step with recorded masks', async () => {
    const recorded = huggingFaceTensors(`${name}.rdrop.safetensors`);
    const rate = json.number('rdrop_step', 'dropout');
    const { model: dropping } = await load(name, classes, rate);
    const masks = doubledMasks(recorded, rate);
    tf.tidy(() => {
      const first = `${family}.encoder.layer.1`;
      // The last layer runs at position 0 alone: that part of its masks.
      const used = new Map(masks);
      for (const [site, mask] of masks) {
        if (!site.startsWith(first)) continue;
        const size = site.endsWith('self.dropout') ? [-1, -1, 1, -1] : [-1, 1, -1];
        used.set(
          site,
          tf.slice(
            mask,
            size.map(() => 0),
            size,
          ),
        );
      }
      const forward = () => dropping.logits(rowsOf(2), recordedDropout(used));
      const B = labels.length;
      const part = (key: string) => json.number('rdrop_step', 'parts', key);
      const expectedLogits = ['out.logits_pass1', 'out.logits_pass2'].map((key) => fixture(recorded, key));
      const values = Float32Array.from(expectedLogits.flatMap((each) => [...each.values]));
      expectTensor('logits', forward(), { shape: [2 * B, classes], values }, 1e-5);
      const lossOf = (): tf.Scalar => {
        const logits = forward();
        if (classes > 1) {
          const terms = rDropTerms(logits, tf.tensor1d(labels, 'int32'), { passes: 2 });
          const weights = family === 'bert' ? [1 / B, 1 / B, 0, 0, 0.5] : [0.5 / B, 0, 0, 0, 0.7];
          return tf.sum(tf.mul(terms, weights)).asScalar();
        }
        const [one, two] = [tf.slice(logits, [0, 0], [B, 1]), tf.slice(logits, [B, 0], [B, 1])];
        const target = tf.tensor2d(labels, [B, 1]);
        const mse = (a: tf.Tensor, b: tf.Tensor) => tf.mean(tf.squaredDifference(a, b));
        const between = mse(one, two);
        if (family === 'roberta') return tf.add(mse(one, target).mul(0.5), between.mul(0.8)).asScalar();
        return tf.addN([mse(one, target), mse(two, target), between]).asScalar();
      };
      const { value, grads } = tf.variableGrads(lossOf);
      const expected = json.number('rdrop_step', 'expected_loss');
      expect(Math.abs(value.arraySync() / expected - 1)).toBeLessThan(1e-5);
      if (classes > 1) expect(part('kl_both_directions_summed')).toBeGreaterThan(0);
      expectGradients(grads, recorded, dropping);
    });
    for (const mask of masks.values()) mask.dispose();
    dropping.dispose();
  });

  it('leaves no tensors behind', () => {
    const inputs = rowsOf(1);
    expectNoLeak(() => {
      model.logits(inputs, noDropout).dispose();
    });
    tf.dispose([inputs.ids, inputs.typeIds]);
  });
});

describe('an old pre-training checkpoint', () => {
  it('gives the same encoder; the head stays fresh, and what is left over is told', async () => {
    const { model: old, report } = await load('bert_cls3.legacy', 3);
    const { model: today } = await load('bert_cls3', 3);
    expect(report.missing).toEqual(['classifier.weight', 'classifier.bias']);
    expect(report.extra.every((name) => name.startsWith('cls.'))).toBe(true);
    expect(report.extra).toContain('cls.seq_relationship.weight');
    for (const name of today.parameters.names()) {
      if (name.startsWith('classifier')) continue;
      expect(old.parameters.get(name).dataSync(), name).toEqual(today.parameters.get(name).dataSync());
    }
    expect(Math.max(...old.parameters.get('classifier.weight').dataSync().map(Math.abs))).toBeLessThan(0.1);
    old.dispose();
    today.dispose();
  });

  it('is refused as a fine-tuned model', async () => {
    await load('bert_cls3.legacy', 3).then(({ model }) => model.dispose());
    await expect(loadBertClassifier(folder, { classes: 3, seed: 1, needsHead: true })).rejects.toThrow(
      'missing parameters: classifier.weight, classifier.bias; not known to the model: cls.',
    );
  });
});
