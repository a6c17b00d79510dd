import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goldenConfig, goldenJson, goldenModel, goldenNames, goldenTensors } from '../testing/golden-case.js';
import { numbers, record } from '../testing/fixture.js';
import type { Transformer } from '../transformer/transformer.js';
import type { BeamOptions, Hypothesis } from './beam-options.js';
import { beamSearch } from './beam-search.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(goldenNames)('fairseq beam search: %s', (name) => {
  const json = goldenJson(name);
  // The reference gives its sources as a padded batch.
  const sources = json.rows('src_tokens').map((row) => row.filter((id) => id !== 1));
  let model: Transformer;

  beforeAll(() => {
    model = goldenModel(goldenConfig(json), goldenTensors(name, '.beam'));
  });
  afterAll(() => {
    model.dispose();
  });

  function expectHypotheses(actual: readonly Hypothesis[], expected: unknown): void {
    if (!Array.isArray(expected)) throw new Error('expected a list of hypotheses');
    expect(actual).toHaveLength(expected.length);
    expected.forEach((entry: unknown, i) => {
      const wanted = record(entry, 'hypothesis');
      expect(actual[i]?.tokens).toEqual(wanted['tokens']);
      expect(Math.abs((actual[i]?.score ?? NaN) - Number(wanted['score']))).toBeLessThan(1e-5);
      numbers(wanted['positional_scores'], 'positional_scores').forEach((score, j) => {
        expect(Math.abs((actual[i]?.positionalScores[j] ?? NaN) - score)).toBeLessThan(1e-5);
      });
    });
  }

  const searches = Object.keys(record(json.value('beam_search'), 'beam_search'));
  it.each(searches)('%s', async (search) => {
    const settings = record(json.value('beam_search', search, 'settings'), search);
    const optional = (key: string) => (key in settings ? Number(settings[key]) : undefined);
    const options: BeamOptions = {
      beamSize: Number(settings['beam_size']),
      lengthPenalty: Number(settings['len_penalty']),
      maxLengthA: Number(settings['max_len_a']),
      maxLengthB: Number(settings['max_len_b']),
      minLength: optional('min_len') ?? 1,
      noRepeatNgramSize: optional('no_repeat_ngram_size') ?? 0,
    };
    const batched = await beamSearch(model, sources, options);
    for (const [i, source] of sources.entries()) {
      expectHypotheses(batched[i] ?? [], json.value('beam_search', search, 'batched', i));
      const [alone = []] = await beamSearch(model, [source], options);
      expectHypotheses(alone, json.value('beam_search', search, 'one_by_one', i));
    }
  });
});
