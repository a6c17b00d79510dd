import { noDropout, philoxDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { countByPart } from '../parameter-spec.js';
import { expectNoLeak } from '../testing/compare.js';
import { tinyLanguageModel, tinyLanguageModelConfig } from '../testing/tiny-language-model.js';
import {
  checkLanguageModelConfig,
  type LanguageModelConfig,
  transformerLmGpt,
  transformerLmWiki103,
} from './language-model-config.js';
import { languageModelParameterCounts, languageModelParameterSpecs } from './language-model-parameters.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const adaptive = {
  kind: 'adaptive',
  cutoffs: [5, 9],
  factor: 2,
  tieWeights: true,
  tieProjections: true,
  tailDropout: 0.2,
} as const;
const variants: [string, Partial<LanguageModelConfig>][] = [
  ['full and tied', {}],
  [
    'full, untied, learned positions, post-norm',
    {
      words: { kind: 'full', tied: false },
      positions: { kind: 'learned', rows: 9 },
      normalizeBefore: false,
      finalNorm: false,
    },
  ],
  ['adaptive and tied', { words: adaptive, finalNorm: false }],
  ['adaptive and untied', { words: { ...adaptive, tieWeights: false, tieProjections: false } }],
];
const tokens = () => tf.tensor2d([4, 7, 11, 2, 3, 12, 5, 9], [2, 4], 'int32');

describe("the paper's models", () => {
  it('the Transformer has 291 million parameters, 206 million of them word vectors', () => {
    const counts = languageModelParameterCounts(transformerLmGpt(267_744));
    expect(counts).toEqual([
      { part: 'embedding', parameters: 205_627_392 },
      { part: 'layers', parameters: 85_054_464 },
      { part: 'final norm', parameters: 1536 },
    ]);
  });

  it('Adaptive Input has 247 million', () => {
    const counts = new Map(
      languageModelParameterCounts(transformerLmWiki103(267_744)).map(({ part, parameters }) => [
        part,
        parameters,
      ]),
    );
    const bands = 20_000 * 1024 + 40_000 * 256 + 207_744 * 64 + 1024 * (1024 + 256 + 64);
    expect(counts.get('embedding')).toBe(bands);
    expect(counts.get('adaptive softmax')).toBe(2 * 1024);
    const layer = 4 * (1024 * 1024 + 1024) + 2 * 1024 * 4096 + 4096 + 1024 + 4 * 1024;
    expect(counts.get('layers')).toBe(16 * layer);
    const total = [...counts.values()].reduce((a, b) => a + b, 0);
    expect(Math.round(total / 1e6)).toBe(247);
  });
});

describe.each(variants)('a language model, %s', (_, changes) => {
  it('has distributions that sum to 1 and see no later word', () => {
    const model = tinyLanguageModel(changes);
    tf.tidy(() => {
      const logs = (ids: tf.Tensor2D) =>
        model.logProbabilities(model.states(ids).as2D(-1, model.config.dim)).arraySync();
      const before = logs(tokens());
      before.forEach((row) => expect(row.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 5));
      const after = logs(tf.tensor2d([4, 7, 10, 2, 3, 12, 5, 9], [2, 4], 'int32'));
      for (const row of [0, 1, 4, 5, 6, 7]) expect(after[row]).toEqual(before[row]);
      expect(after[2]).not.toEqual(before[2]);
    });
    model.dispose();
  });

  it('drops differently in the two halves of a doubled batch, and not at all without dropout', () => {
    const model = tinyLanguageModel({ ...changes, dropout: 0.3 });
    tf.tidy(() => {
      const doubled = tf.concat([tokens(), tokens()]);
      const halves = (source = noDropout) =>
        tf.split(model.states(doubled, source), 2).map((x) => [...x.dataSync()]);
      const [first, second] = halves(philoxDropout({ seed: 1, update: 0 }));
      expect(first).not.toEqual(second);
      expect(halves(philoxDropout({ seed: 1, update: 0 }))).toEqual([first, second]);
      const [same, again] = halves();
      expect(same).toEqual(again);
    });
    model.dispose();
  });

  it('leaves nothing behind', () => {
    const model = tinyLanguageModel(changes);
    const ids = tokens();
    expectNoLeak(() => model.states(ids, philoxDropout({ seed: 1, update: 0 })).dispose());
    model.dispose();
    ids.dispose();
  });
});

describe('languageModelParameterSpecs', () => {
  it('names every parameter once and counts them by part', () => {
    for (const [, changes] of variants) {
      const specs = languageModelParameterSpecs(tinyLanguageModelConfig(changes));
      expect(new Set(specs.map(({ name }) => name)).size).toBe(specs.length);
      const model = tinyLanguageModel(changes);
      expect(countByPart(specs).reduce((sum, { parameters }) => sum + parameters, 0)).toBe(
        model.parameters.size,
      );
      model.dispose();
    }
  });

  it('starts word vectors with a row of zeros for padding', () => {
    const model = tinyLanguageModel({ words: adaptive });
    const row = (name: string) => model.parameters.matrix(name).arraySync()[1];
    for (const band of [0, 1, 2])
      expect(new Set(row(`decoder.embed_tokens.embeddings.${band}.0.weight`))).toEqual(new Set([0]));
    model.dispose();
  });
});

describe('checkLanguageModelConfig', () => {
  it.each<[Partial<LanguageModelConfig>, string]>([
    [{ layers: 0 }, 'layers to be a positive integer, got 0'],
    [{ heads: 3 }, 'dim to be a multiple of heads (3), got 8'],
    [{ dropout: 1 }, 'dropout in [0, 1), got 1'],
    [{ paddingId: 13 }, 'paddingId inside the vocabulary (0 to 12), got 13'],
    [
      { words: { ...adaptive, cutoffs: [9, 5] } },
      'rising cutoffs between the padding id and the vocabulary (13), got [9, 5]',
    ],
    [{ words: { ...adaptive, factor: 4 } }, 'a factor from 1 that leaves width for 2 tails of 8, got 4'],
    [{ words: { ...adaptive, tailDropout: 1 } }, 'tailDropout in [0, 1), got 1'],
    [{ positions: { kind: 'learned', rows: 0 } }, 'at least one position, got 0'],
  ])('refuses %o', (changes, sentence) => {
    expect(() => checkLanguageModelConfig(tinyLanguageModelConfig(changes))).toThrow(sentence);
  });

  it('tells when a sequence is longer than learned positions reach', () => {
    const model = tinyLanguageModel({ positions: { kind: 'learned', rows: 3 } });
    expect(() => tf.tidy(() => model.states(tokens()))).toThrow('expected at most 3 positions, got 4');
    model.dispose();
  });
});
