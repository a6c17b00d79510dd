import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crossEntropy, linear, noDropout, philoxDropout } from '@rdrop/ops';
import { relativeError } from '@rdrop/ops/testing';
import { encodeSafetensors, type WritableTensor } from '@rdrop/files';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoLeak } from '../testing/compare.js';
import { tinyBert, tinyBertIds } from '../testing/tiny-bert.js';
import { createBertClassifier } from './bert-classifier.js';
import { bertBase, robertaLarge } from './bert-config.js';
import { bertConfigJson, parseBertConfig } from './bert-config-json.js';
import { bertStates } from './bert-encoder.js';
import { createBertMaskedLm } from './bert-masked-lm.js';
import { bertTensorName } from './bert-names.js';
import { bertParameterCounts } from './bert-parameters.js';
import { loadBertClassifier, loadBertWeights, saveBertClassifier, saveBertMaskedLm } from './load-bert.js';

let folder = '';
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'rdrop-bert-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const total = (counts: readonly { parameters: number }[]) =>
  counts.reduce((sum, { parameters }) => sum + parameters, 0);

describe('sizes', () => {
  it('are those of the published models', () => {
    // As transformers counts BertForSequenceClassification and RobertaForSequenceClassification with two labels.
    expect(total(bertParameterCounts(bertBase, 2))).toBe(108_311_810);
    expect(total(bertParameterCounts(robertaLarge, 2))).toBe(355_361_794);
    expect(bertParameterCounts(bertBase, 2).map(({ part }) => part)).toEqual([
      'embeddings',
      'encoder layers',
      'pooler',
      'classifier',
    ]);
  });
});

describe.each(['bert', 'roberta'] as const)('a tiny %s', (family) => {
  const config = tinyBert(
    family === 'bert' ? {} : { family, paddingId: 1, typeVocabulary: 1, maxPositions: 10 },
  );
  /** The same rows with this model's padding: no other id is 0. */
  const ids = (padding: number): tf.Tensor2D =>
    tf.tidy(() => {
      const rows = tinyBertIds(padding);
      const isPadding = tf.cast(tf.equal(rows, 0), 'int32');
      return tf.add<tf.Tensor2D>(rows, tf.mul(isPadding, tf.scalar(config.paddingId, 'int32')));
    });

  it('does not see padding', () => {
    const model = createBertClassifier(config, 3, 7);
    tf.tidy(() => {
      const narrow = tf.slice(ids(1), [1, 0], [1, 3]);
      const wide = tf.slice(ids(4), [1, 0], [1, 7]);
      const [one, two] = [narrow, wide].map((each) => model.logits({ ids: each }, noDropout).dataSync());
      expect(relativeError(one ?? [], two ?? [])).toBeLessThan(1e-6);
    });
    model.dispose();
  });

  it('computes the last layer at the first position as it does everywhere', () => {
    const model = createBertClassifier(config, 3, 7);
    tf.tidy(() => {
      const inputs = { ids: ids(2) };
      const [whole, first] = [false, true].map((firstOnly) =>
        bertStates(model.context(), inputs, { firstOnly }).at(-1)?.slice([0, 0, 0], [-1, 1, -1]).dataSync(),
      );
      expect(relativeError(first ?? [], whole ?? [])).toBeLessThan(1e-6);
    });
    model.dispose();
  });

  it('drops, and differently for the second copy of a batch', () => {
    const model = createBertClassifier(config, 3, 7);
    tf.tidy(() => {
      const twice = tf.concat([ids(1), ids(1)]);
      const at = (update: number) => {
        const logits = model.logits({ ids: twice }, philoxDropout({ seed: 1, update }));
        return [...logits.dataSync()];
      };
      const half = at(0).length / 2;
      expect(at(0).slice(0, half)).not.toEqual(at(0).slice(half));
      expect(at(0)).toEqual(at(0));
      expect(at(0)).not.toEqual(at(1));
    });
    model.dispose();
  });

  it('predicts masked words at the places asked about', () => {
    const model = createBertMaskedLm(config, 7);
    const inputs = { ids: ids(1) };
    const places = tf.tensor1d([1, 6], 'int32');
    const labels = tf.tensor1d([4, 11], 'int32');
    const logits = () => {
      const { weight, bias } = model.projection;
      return linear(model.predictionStates(inputs, places, noDropout), weight, { bias });
    };
    const loss = () => tf.tidy(() => crossEntropy(logits(), labels).slice(0, 1).asScalar());
    tf.tidy(() => {
      expect(logits().shape).toEqual([2, config.vocabularySize]);
      const { grads } = tf.variableGrads(loss);
      for (const [name, variable] of model.parameters) {
        // Key biases have no gradient but rounding (softmax ignores what all keys share).
        if (name.endsWith('key.bias')) continue;
        const gradient = Array.from(grads[variable.name]?.dataSync() ?? []);
        const steepest = Math.max(...gradient.map(Math.abs));
        const at = gradient.findIndex((value) => Math.abs(value) === steepest);
        const values = Float32Array.from(variable.dataSync());
        const lossWith = (change: number): number => {
          const changed = Float32Array.from(values);
          changed[at] = (values[at] ?? 0) + change;
          variable.assign(tf.tensor(changed, variable.shape));
          return loss().dataSync()[0] ?? NaN;
        };
        const slope = (lossWith(1e-2) - lossWith(-1e-2)) / 2e-2;
        variable.assign(tf.tensor(values, variable.shape));
        expect(Math.abs(slope - (gradient[at] ?? NaN)), name).toBeLessThan(
          0.02 * Math.max(0.3, Math.abs(slope)),
        );
      }
    });
    expectNoLeak(() => {
      loss().dispose();
    });
    tf.dispose([inputs.ids, places, labels]);
    model.dispose();
  });

  it('is the same after it was written and read', async () => {
    const model = createBertClassifier(config, 3, 7);
    await saveBertClassifier(model, folder, ['a', 'b', 'c']);
    const { model: again, report } = await loadBertClassifier(folder, {
      classes: 3,
      seed: 99,
      needsHead: true,
    });
    expect([report.missing, report.extra]).toEqual([[], []]);
    expect(again.config).toEqual(config);
    for (const [name, variable] of model.parameters) {
      expect(again.parameters.get(name).dataSync()).toEqual(variable.dataSync());
    }
    await expect(loadBertClassifier(folder, { classes: 2, seed: 1 })).rejects.toThrow(
      'wrong shapes: classifier',
    );
    model.dispose();
    again.dispose();
  });

  it('is fine-tuned from what pre-training wrote', async () => {
    const pretrained = createBertMaskedLm(config, 3);
    await saveBertMaskedLm(pretrained, folder);
    const { model, report } = await loadBertClassifier(folder, { classes: 2, seed: 1, dropout: 0.3 });
    expect(model.config).toEqual({ ...config, dropout: 0.3 });
    expect(report.missing.every((name) => /^(classifier|bert\.pooler)/.test(name))).toBe(true);
    const name = `${family}.encoder.layer.1.output.dense.weight`;
    expect(model.parameters.get(name).dataSync()).toEqual(pretrained.parameters.get(name).dataSync());
    pretrained.dispose();
    model.dispose();
  });
});

describe('names of other programs', () => {
  it.each([
    ['bert/embeddings/word_embeddings', 'bert.embeddings.word_embeddings.weight'],
    ['bert/embeddings/LayerNorm/gamma', 'bert.embeddings.LayerNorm.weight'],
    [
      'bert/encoder/layer_11/attention/self/query/kernel',
      'bert.encoder.layer.11.attention.self.query.weight',
    ],
    ['bert/encoder/layer_0/output/LayerNorm/beta', 'bert.encoder.layer.0.output.LayerNorm.bias'],
    ['bert/pooler/dense/bias', 'bert.pooler.dense.bias'],
    ['cls/predictions/output_bias', 'cls.predictions.bias'],
    ['output_weights', 'output_weights'],
    ['encoder.layer.3.output.LayerNorm.gamma', 'bert.encoder.layer.3.output.LayerNorm.weight'],
    ['bert.embeddings.position_ids', undefined],
    ['global_step', undefined],
    ['bert/pooler/dense/kernel/adam_m', undefined],
  ])('%s', (theirs, ours) => {
    expect(bertTensorName(theirs, 'bert')).toBe(ours);
  });

  it("loads a checkpoint under TensorFlow's names, matrices turned", async () => {
    const config = tinyBert();
    const model = createBertClassifier(config, 3, 5);
    const tensors = new Map<string, WritableTensor>();
    for (const [name, variable] of model.parameters) {
      const isMatrix = variable.rank === 2 && !name.includes('_embeddings');
      const theirs = name
        .replace(/LayerNorm\.weight$/, 'LayerNorm.gamma')
        .replace(/LayerNorm\.bias$/, 'LayerNorm.beta')
        .replace(/_embeddings\.weight$/, '_embeddings')
        .replace(/layer\.(\d)/, 'layer_$1')
        .replace(/\.weight$/, '.kernel')
        .replaceAll('.', '/');
      const turned = tf.tidy(() => (isMatrix ? tf.transpose(variable) : variable.clone()));
      tensors.set(theirs, { shape: turned.shape, values: Float32Array.from(turned.dataSync()) });
      turned.dispose();
    }
    const file = join(folder, 'tensorflow.safetensors');
    await writeFile(file, encodeSafetensors(tensors));
    const other = createBertClassifier(config, 3, 6);
    const report = await loadBertWeights(config, other.parameters, file, { optional: () => false });
    expect([report.missing, report.extra]).toEqual([[], []]);
    for (const [name, variable] of model.parameters) {
      expect(other.parameters.get(name).dataSync(), name).toEqual(variable.dataSync());
    }
    model.dispose();
    other.dispose();
  });
});

describe('config.json', () => {
  it('goes out as it comes in', () => {
    for (const config of [bertBase, robertaLarge]) {
      expect(parseBertConfig(bertConfigJson(config, { architecture: 'X' }))).toEqual(config);
    }
    expect(bertConfigJson(bertBase, { architecture: 'X', labels: ['no', 'yes'] })).toMatchObject({
      id2label: { 0: 'no', 1: 'yes' },
      label2id: { no: 0, yes: 1 },
      problem_type: 'single_label_classification',
    });
  });

  it.each([
    [{ model_type: 'gpt2' }, "expected model_type bert or roberta, got 'gpt2'"],
    [{ hidden_act: 'relu' }, 'expected hidden_act to be gelu, got "relu"'],
    [{ num_attention_heads: 7 }, 'expected dim to be a multiple of heads (7), got 768'],
    [{ vocab_size: 1e12 }, 'expected vocab_size up to 10000000'],
    [{ hidden_size: '768' }, "it has no number 'hidden_size'"],
    [{ hidden_dropout_prob: 1 }, 'expected dropout in [0, 1), got 1'],
  ])('refuses %o', (change, sentence) => {
    expect(() => parseBertConfig({ ...bertConfigJson(bertBase, { architecture: 'X' }), ...change })).toThrow(
      sentence,
    );
  });
});
