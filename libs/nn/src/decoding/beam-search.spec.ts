import { deriveKey, randomNormal } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyModel, tinySource } from '../testing/tiny-model.js';
import { type BeamOptions, beamSettings } from './beam-options.js';
import { beamSearch, padSentences } from './beam-search.js';
import { BeamState } from './beam-state.js';
import { bestCandidates, logSumExp } from './candidate-selection.js';
import { repeatedNgramTokens } from './ngram-blocking.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const sources = tinySource.map((row) => row.filter((id) => id !== 1));

describe('beamSearch', () => {
  it('leaves no tensor behind, also when it fails on the way', async () => {
    const model = tinyModel();
    await beamSearch(model, sources, { beamSize: 2, maxLengthB: 4 });
    const before = tf.memory().numTensors;
    await beamSearch(model, sources, { beamSize: 3, maxLengthB: 6, noRepeatNgramSize: 2 });
    expect(tf.memory().numTensors).toBe(before);
    const broken = model.parameters.get('decoder.layers.1.fc2.bias');
    tf.tidy(() => broken.assign(tf.fill([8], NaN)));
    await expect(beamSearch(model, sources, { beamSize: 2, maxLengthB: 4 })).rejects.toThrow(
      'beamSearch: sentence 0 of the batch has no hypothesis, its log-probabilities are not numbers',
    );
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('is deterministic, keeps to its bounds and scores as it says', async () => {
    const model = tinyModel({}, 11);
    const options: BeamOptions = {
      beamSize: 4,
      lengthPenalty: 0.6,
      maxLengthA: 1,
      maxLengthB: 2,
      minLength: 3,
    };
    const found = await beamSearch(model, sources, options);
    expect(
      await beamSearch(
        model,
        sources.map((row) => Int32Array.from(row)),
        options,
      ),
    ).toEqual(found);
    expect(found).toHaveLength(3);
    for (const hypotheses of found) {
      expect(hypotheses).toHaveLength(4);
      expect(new Set(hypotheses.map(({ tokens }) => tokens.join())).size).toBe(4);
      for (const [i, { tokens, score, positionalScores }] of hypotheses.entries()) {
        expect(tokens.length).toBeGreaterThanOrEqual(4);
        expect(tokens.length).toBeLessThanOrEqual(5 + 2 + 1);
        expect(tokens.indexOf(2)).toBe(tokens.length - 1);
        expect(tokens).not.toContain(1);
        const sum = positionalScores.reduce((total, x) => total + x, 0);
        expect(score).toBeCloseTo(sum / tokens.length ** 0.6, 9);
        expect(score).toBeLessThanOrEqual(hypotheses[i - 1]?.score ?? Infinity);
      }
    }
    model.dispose();
  });

  it('finds the best of all sequences when the beam holds them all', async () => {
    const model = tinyModel({ sourceVocabulary: 6, targetVocabulary: 6, share: 'all' }, 2);
    const [hypotheses = []] = await beamSearch(model, [[4, 5, 2]], { beamSize: 5, maxLengthB: 2 });
    // Every sequence of one or two of the tokens 0, 3, 4, 5, then the end symbol.
    const tokens = [0, 3, 4, 5];
    const all = [...tokens.map((a) => [a]), ...tokens.flatMap((a) => tokens.map((b) => [a, b]))];
    const scored = tf.tidy(() =>
      all.map((sequence) => {
        const previous = tf.tensor2d([2, ...sequence], [1, sequence.length + 1], 'int32');
        const source = tf.tensor2d([4, 5, 2], [1, 3], 'int32');
        const log = tf.logSoftmax(model.forward(source, previous, { at: () => undefined })).dataSync();
        const total = [...sequence, 2].reduce((sum, token, i) => sum + (log[i * 6 + token] ?? NaN), 0);
        return { sequence, score: total / (sequence.length + 1) };
      }),
    );
    const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
    expect(hypotheses[0]?.tokens).toEqual([...best.sequence, 2]);
    expect(hypotheses[0]?.score).toBeCloseTo(best.score, 5);
    model.dispose();
  });

  it('says what is wrong with its input', async () => {
    const model = tinyModel();
    expect(await beamSearch(model, [])).toEqual([]);
    await expect(beamSearch(model, [[4, 2], []])).rejects.toThrow('number 1 is empty');
    await expect(beamSearch(model, [[4, 13, 2]])).rejects.toThrow(
      'beamSearch: expected token ids from 0 to 12, sentence 0 has 13',
    );
    model.dispose();
  });
});

describe('beamSettings', () => {
  const context = { sourceLength: 7, paddingId: 1, vocabulary: 13 };

  it('works out the maximal length as fairseq does', () => {
    expect(beamSettings({ maxLengthA: 1.2, maxLengthB: 10 }, context).maxSteps).toBe(18);
    expect(beamSettings({}, context).maxSteps).toBe(200);
    expect(beamSettings({ maxLengthB: 4000 }, context).maxSteps).toBe(1023);
  });

  it.each<[BeamOptions, string]>([
    [{ beamSize: 13 }, 'expected beamSize from 1 to 12 (below the vocabulary), got 13'],
    [{ beamSize: 0 }, 'got 0'],
    [{ noRepeatNgramSize: 1 }, 'expected noRepeatNgramSize 0 or at least 2, got 1'],
    [{ minLength: 5, maxLengthB: 4 }, 'expected minLength from 0 to the maximal length 4, got 5'],
    [{ endId: 1 }, 'expected endId inside the vocabulary and other than the padding id, got 1'],
    [{ maxLengthB: 0 }, 'expected a maximal length of at least 1, got 0'],
    [{ firstToken: 2 }, 'expected firstToken inside the vocabulary and other than the end symbol, got 2'],
    [{ firstToken: 13 }, 'expected firstToken inside the vocabulary and other than the end symbol, got 13'],
  ])('refuses %o', (options, message) => {
    expect(() => beamSettings(options, context)).toThrow(message);
  });
});

describe('BeamState', () => {
  const logits = (rows: number[][]) => Float32Array.from(rows.flat(), (p) => Math.log(p));
  const settings = beamSettings(
    { beamSize: 2, maxLengthB: 5, minLength: 0 },
    { sourceLength: 3, paddingId: 0, vocabulary: 6 },
  );

  it('finishes an end symbol only among the first beams, and goes on with what did not end', () => {
    const state = new BeamState(1, settings);
    expect([...state.lastTokens()]).toEqual([2, 2]);
    // Ranks: 3, 4, end, 5. The end symbol is third: neither finished nor continued.
    const first = state.advance(logits([0, 1].map(() => [0.01, 0.09, 0.2, 0.3, 0.25, 0.15])));
    expect([...(first?.rows ?? [])]).toEqual([0, 0]);
    expect(first?.sentences).toBeUndefined();
    expect([...state.lastTokens()]).toEqual([3, 4]);
    // Now the end symbol after "4" is first, and the best two others follow beams 0 and 1.
    const second = state.advance(
      logits([
        [0.01, 0.09, 0.1, 0.1, 0.1, 0.6],
        [0.01, 0.01, 0.9, 0.05, 0.02, 0.01],
      ]),
    );
    expect([...(second?.rows ?? [])]).toEqual([0, 0]);
    expect([...state.lastTokens()]).toEqual([5, 3]);
    const third = state.advance(logits([0, 1].map(() => [0.01, 0.01, 0.95, 0.01, 0.01, 0.01])));
    expect(third).toBeUndefined();
    const [[best, other] = []] = [state.hypotheses()[0]];
    expect(best?.tokens).toEqual([3, 5, 2]);
    expect(best?.score).toBeCloseTo((Math.log(0.3) + Math.log(0.6) + Math.log(0.95)) / 3, 6);
    expect(other?.tokens).toEqual([4, 2]);
    expect(other?.score).toBeCloseTo((Math.log(0.25) + Math.log(0.9)) / 2, 6);
  });

  it('begins with a forced token, at its cost or for nothing', () => {
    const even = Array.from({ length: 6 }, () => 1 / 6);
    for (const [rules, cost] of [
      ['fairseq', Math.log(1 / 6)],
      ['huggingface', 0],
    ] as const) {
      const options = { beamSize: 2, maxLengthB: 1, minLength: 0, firstToken: 4, rules };
      const state = new BeamState(1, beamSettings(options, { sourceLength: 3, paddingId: 0, vocabulary: 6 }));
      state.advance(logits([even, even]));
      expect(state.lastTokens()[0]).toBe(4);
      expect(state.advance(logits([even, even]))).toBeUndefined();
      const [best] = state.hypotheses()[0] ?? [];
      expect(best?.tokens).toEqual([4, 2]);
      expect(best?.score).toBeCloseTo((2 * cost) / 2, 6);
    }
  });

  it('allows only the end symbol after the maximal length', () => {
    const state = new BeamState(1, { ...settings, maxSteps: 1 });
    const never = [0.02, 0.02, 0.0001, 0.4, 0.3, 0.2599];
    state.advance(logits([never, never]));
    expect(state.advance(logits([never, never]))).toBeUndefined();
    expect(state.hypotheses()[0]?.map(({ tokens }) => tokens)).toEqual([
      [3, 2],
      [4, 2],
    ]);
  });
});

describe('bestCandidates', () => {
  it('equals a full sort', () => {
    const values = randomNormal(deriveKey(1, 0, 'candidates'), 4 * 50, 1);
    const offsets = [0, -0.3, 0.4];
    const found = bestCandidates({
      logits: values,
      vocabulary: 50,
      firstRow: 1,
      offsets,
      count: 8,
      fillToken: 2,
    });
    const all = offsets.flatMap((offset, row) =>
      Array.from({ length: 50 }, (_, token) => ({
        row,
        token,
        score: (values[(row + 1) * 50 + token] ?? NaN) + offset,
      })),
    );
    const best = all.sort((a, b) => b.score - a.score).slice(0, 8);
    expect([...found.scores]).toEqual(best.map(({ score }) => score));
    expect([...found.rows]).toEqual(best.map(({ row }) => row));
    expect([...found.tokens]).toEqual(best.map(({ token }) => token));
  });

  it('fills up when too few tokens have a probability', () => {
    const search = { vocabulary: 3, firstRow: 0, offsets: [0], count: 2, fillToken: 2 };
    const { scores, tokens } = bestCandidates({
      ...search,
      logits: Float32Array.of(-Infinity, 5, -Infinity),
    });
    expect([...scores]).toEqual([5, -Infinity]);
    expect([...tokens]).toEqual([1, 2]);
  });
});

describe('logSumExp', () => {
  it('does not overflow', () => {
    expect(logSumExp(Float32Array.of(9, 1000, 1000), 1, 3)).toBeCloseTo(1000 + Math.log(2), 6);
    expect(logSumExp(Float32Array.of(-Infinity, -Infinity), 0, 2)).toBe(-Infinity);
  });
});

describe('repeatedNgramTokens', () => {
  it('names what would repeat an n-gram, the start symbol counted', () => {
    expect(repeatedNgramTokens(Int32Array.of(2, 5, 6, 7, 5, 6), 3)).toEqual([7]);
    expect(repeatedNgramTokens(Int32Array.of(2, 5, 6, 5, 7, 5), 2)).toEqual([6, 7]);
    expect(repeatedNgramTokens(Int32Array.of(2, 5), 3)).toEqual([]);
    expect(repeatedNgramTokens(Int32Array.of(2), 3)).toEqual([]);
  });
});

describe('padSentences', () => {
  it('pads on either side', () => {
    const sentences = [[4, 5, 2], [2]];
    expect(padSentences(sentences, 1, 'left')).toEqual({ ids: Int32Array.of(4, 5, 2, 1, 1, 2), width: 3 });
    expect(padSentences(sentences, 1, 'right')).toEqual({ ids: Int32Array.of(4, 5, 2, 2, 1, 1), width: 3 });
  });
});
