import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crossEntropy, noDropout, rDropTerms, recordedDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BeamOptions } from '../decoding/beam-options.js';
import { beamSearch } from '../decoding/beam-search.js';
import { expectTensor } from '../testing/compare.js';
import { numbers, record } from '../testing/fixture.js';
import { fixture, ids } from '../testing/golden-case.js';
import { huggingFaceFile, huggingFaceJson, huggingFaceTensors } from '../testing/huggingface-case.js';
import type { Bart } from './bart.js';
import { loadBart } from './load-bart.js';

let folder = '';
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'rdrop-bart-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The model of a golden case, by way of a folder as the hub has them. */
async function load(name: string, rate = 0): Promise<Bart> {
  await copyFile(huggingFaceFile(`${name}.config.json`), join(folder, 'config.json'));
  await copyFile(huggingFaceFile(`${name}.model.safetensors`), join(folder, 'model.safetensors'));
  return loadBart(folder, { changes: { dropout: rate, attentionDropout: rate }, recompute: rate > 0 });
}

describe.each(['bart_random', 'bart_copy_task', 'bart_copy_task_scaled'])('%s', (name) => {
  const json = huggingFaceJson(`${name}.json`);
  const golden = huggingFaceTensors(`${name}.safetensors`);
  const zeros = json.list('gradients_that_are_zero_in_exact_arithmetic');
  const source = () => ids(json.rows('input_ids'));
  const previous = () => ids(json.rows('decoder_input_ids'));
  const labels = json.rows('labels').map((row) => row.map((id) => (id === -100 ? 1 : id)));
  const count = labels.flat().filter((id) => id !== 1).length;
  const mask = (of: tf.Tensor2D) => tf.notEqual(of, 1).cast('float32');
  let model: Bart;

  beforeAll(async () => {
    model = await load(name);
  });
  afterAll(() => {
    model.dispose();
  });

  const expectGradients = (of: Bart, grads: tf.NamedTensorMap, expected: typeof golden) => {
    for (const [parameter, variable] of of.parameters) {
      if (!variable.trainable) continue;
      const gradient = grads[variable.name];
      if (gradient === undefined) throw new Error(`no gradient for ${parameter}`);
      if (zeros.includes(parameter)) expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeLessThan(1e-4);
      else expectTensor(parameter, gradient, fixture(expected, `grad.${parameter}`), 1e-4);
    }
  };

  it('has the reference states and logits', () => {
    tf.tidy(() => {
      const encoded = model.encoderStates(source(), noDropout);
      // Padded places are computed in the reference too, with the same keys hidden.
      encoded.layers.forEach((state, i) => {
        expectTensor(`encoder ${i}`, state, fixture(golden, `out.encoder_hidden_states.${i}`), 1e-5);
      });
      model.decoderStates(previous(), encoded, noDropout).forEach((state, i) => {
        expectTensor(`decoder ${i}`, state, fixture(golden, `out.decoder_hidden_states.${i}`), 1e-5);
      });
      const logits = model.forward(source(), previous(), noDropout);
      expectTensor('logits', logits, fixture(golden, 'out.logits'), 1e-5);
    });
  });

  it('has the reference loss and every gradient', () => {
    tf.tidy(() => {
      const gold = ids(labels);
      const loss = () => {
        const logits = model.forward(source(), previous(), noDropout);
        return crossEntropy(logits, gold, { mask: mask(gold) })
          .slice(0, 1)
          .asScalar()
          .div<tf.Scalar>(count);
      };
      const { value, grads } = tf.variableGrads(loss);
      expect(Math.abs(value.arraySync() / json.number('expected', 'loss') - 1)).toBeLessThan(1e-5);
      expectGradients(model, grads, golden);
    });
  });

  const searches = Object.keys(record(json.value('generate'), 'generate'));
  it.each(searches)('generates as the reference: %s', async (search) => {
    const settings = record(json.value('generate', search, 'settings'), search);
    const number = (key: string, or: number) => (key in settings ? Number(settings[key]) : or);
    const config = record(huggingFaceJson(`${name}.config.json`).root, 'config');
    const forced = config['forced_bos_token_id'];
    const beamSize = number('num_beams', 1);
    const options: BeamOptions = {
      rules: 'huggingface',
      beamSize,
      lengthPenalty: number('length_penalty', 1),
      // The reference counts the start symbol, and in the maximum the end symbol too.
      minLength: Math.max(0, number('min_length', 0) - 1),
      maxLengthB: number('max_length', 20) - 2,
      noRepeatNgramSize: number('no_repeat_ngram_size', 0),
      earlyStopping: beamSize === 1 || settings['early_stopping'] === true,
      firstToken: typeof forced === 'number' ? forced : undefined,
    };
    const sources = json.rows('input_ids').map((row) => row.filter((id) => id !== 1));
    const before = tf.memory().numTensors;
    const found = await beamSearch(model, sources, options);
    expect(tf.memory().numTensors).toBe(before);
    json.list('generate', search, 'returned').forEach((beams, sentence) => {
      if (!Array.isArray(beams)) throw new Error('expected a list of beams');
      const hypotheses = found[sentence] ?? [];
      expect(hypotheses.length).toBe(beams.length);
      beams.forEach((beam: unknown, i) => {
        const wanted = record(beam, search);
        const tokens = numbers(wanted['tokens'], search).filter((id) => id !== 1);
        expect([2, ...(hypotheses[i]?.tokens ?? [])], `${sentence}/${i}`).toEqual(tokens);
        const { score } = wanted;
        if (score !== null)
          expect(Math.abs((hypotheses[i]?.score ?? NaN) - Number(score))).toBeLessThan(1e-5);
      });
    });
    // One by one the same: every bound is a sentence's own.
    const alone = await Promise.all(sources.map((row) => beamSearch(model, [row], options)));
    expect(alone.map(([only = []]) => only.map(({ tokens }) => tokens))).toEqual(
      found.map((hypotheses) => hypotheses.map(({ tokens }) => tokens)),
    );
  });

  if (json.has('rdrop_step')) {
    it('makes the official R-Drop step with recorded masks, layers computed again', async () => {
      const recorded = huggingFaceTensors(`${name}.rdrop.safetensors`);
      const expected = (key: string) => json.number('rdrop_step', 'expected', key);
      const rate = expected('dropout');
      const twice = (rows: number[][]) => ids([...rows, ...rows]);
      const dropping = await load(name, rate);
      const masks = new Map<string, tf.Tensor>();
      for (const [key, { shape, values }] of recorded) {
        if (!key.startsWith('mask.')) continue;
        const exact = Float32Array.from(values, (value) => (value > 0 ? 1 / (1 - rate) : 0));
        const site = `model.${key.slice('mask.'.length)}`.replace(/\.probs$/u, '.weights');
        masks.set(site, tf.tensor(exact, shape));
      }
      tf.tidy(() => {
        const gold = ids(labels);
        const options = { passes: 2, labelSmoothing: expected('label_smoothing'), mask: mask(gold) };
        const forward = () =>
          dropping.forward(
            twice(json.rows('input_ids')),
            twice(json.rows('decoder_input_ids')),
            recordedDropout(masks),
          );
        expectTensor('logits', forward(), fixture(recorded, 'out.logits'), 1e-5);
        const [ce1 = NaN, ce2 = NaN, nll1 = NaN, nll2 = NaN, kl = NaN] = rDropTerms(
          forward(),
          gold,
          options,
        ).arraySync();
        const alpha = expected('alpha');
        const off = (actual: number, key: string) => Math.abs(actual / expected(key) - 1);
        expect(off(nll1 + nll2, 'nll_loss')).toBeLessThan(1e-5);
        expect(off(kl, 'kl_loss')).toBeLessThan(1e-5);
        expect(off(ce1 + ce2 + alpha * kl, 'loss')).toBeLessThan(1e-5);
        const weights = tf.tensor1d([1, 1, 0, 0, alpha]);
        const { grads } = tf.variableGrads(() =>
          tf.sum(tf.mul(rDropTerms(forward(), gold, options), weights)).asScalar(),
        );
        expectGradients(dropping, grads, recorded);
      });
      dropping.dispose();
      for (const masked of masks.values()) masked.dispose();
    });
  }
});
