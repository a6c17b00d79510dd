import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyLanguageModel } from '../testing/tiny-language-model.js';
import { LanguageModelDecoder } from './language-model-decoder.js';
import { sampleWord } from './sample-word.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('LanguageModelDecoder', () => {
  it('says of every prefix what the model says of it, row by row, and begins anew after a reset', () => {
    const model = tinyLanguageModel({
      words: {
        kind: 'adaptive',
        cutoffs: [5],
        factor: 2,
        tieWeights: true,
        tieProjections: true,
        tailDropout: 0.2,
      },
      dropout: 0.3,
    });
    const rows = [
      [2, 4, 9, 12, 3],
      [2, 7, 7, 5, 10],
    ];
    const expected = tf.tidy(() => {
      const states = model.states(tf.tensor2d(rows, [2, 5], 'int32'));
      return model.logProbabilities(states.as2D(10, 8)).as3D(2, 5, 13).arraySync();
    });
    const decoder = new LanguageModelDecoder(model, 2);
    const before = tf.memory().numTensors;
    for (let round = 0; round < 2; round++) {
      for (let t = 0; t < 5; t++) {
        expect(decoder.length).toBe(t);
        const logs = decoder.step(Int32Array.from(rows, (row) => row[t] ?? 0));
        logs.arraySync().forEach((row, r) => {
          row.forEach((log, word) => expect(log).toBeCloseTo(expected[r]?.[t]?.[word] ?? NaN, 5));
        });
        logs.dispose();
      }
      decoder.reset();
    }
    expect(tf.memory().numTensors).toBe(before);
    expect(() => decoder.step(Int32Array.of(1))).toThrow('expected 2 words, got 1');
    model.dispose();
  });
});

describe('sampleWord', () => {
  const logs = [0.1, 0.4, 0.2, 0.3].map(Math.log);
  /** How often each word comes in evenly spaced draws. */
  const shares = (options: Parameters<typeof sampleWord>[2]) => {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 1000; i++) {
      const word = sampleWord(logs, (i + 0.5) / 1000, options);
      counts[word] = (counts[word] ?? 0) + 1;
    }
    return counts.map((count) => count / 1000);
  };

  it('draws words as often as they are probable', () => {
    shares({}).forEach((share, word) => expect(share).toBeCloseTo([0.1, 0.4, 0.2, 0.3][word] ?? NaN, 2));
  });

  it('sharpens and flattens with the temperature', () => {
    const squares = [0.01, 0.16, 0.04, 0.09].map((weight) => weight / 0.3);
    shares({ temperature: 0.5 }).forEach((share, word) => expect(share).toBeCloseTo(squares[word] ?? NaN, 2));
    expect(shares({ temperature: 0 })).toEqual([0, 1, 0, 0]);
    shares({ temperature: 1e6 }).forEach((share) => expect(share).toBeCloseTo(0.25, 2));
  });

  it('keeps the k most probable, or the nucleus', () => {
    const two = [0, 4 / 7, 0, 3 / 7];
    shares({ topK: 2 }).forEach((share, word) => expect(share).toBeCloseTo(two[word] ?? NaN, 2));
    shares({ topP: 0.65 }).forEach((share, word) => expect(share).toBeCloseTo(two[word] ?? NaN, 2));
    expect(shares({ topP: 0.01 })).toEqual([0, 1, 0, 0]);
    expect(shares({ topK: 1, topP: 0.9 })).toEqual([0, 1, 0, 0]);
  });

  it('never draws what is excluded', () => {
    expect(shares({ excluded: [1], temperature: 0 })).toEqual([0, 0, 0, 1]);
    expect(() => sampleWord(logs, 0.5, { excluded: [0, 1, 2, 3] })).toThrow(
      'expected a word that may be drawn',
    );
  });

  it.each([
    [{ temperature: -1 }, 'a temperature from 0, got -1'],
    [{ topK: 0 }, 'topK to be a whole number from 1, got 0'],
    [{ topP: 0 }, 'topP above 0 and at most 1, got 0'],
  ])('refuses %o', (options, sentence) => {
    expect(() => sampleWord(logs, 0.5, options)).toThrow(sentence);
  });
});
