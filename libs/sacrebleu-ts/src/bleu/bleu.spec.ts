import { describe, expect, it } from 'vitest';
import { golden, optionsFrom, withOurVersion, type GoldenScore } from '../testing/golden.js';
import { VERSION } from '../version.js';
import { corpusBleu, corpusStatistics, sentenceBleu, type SignedBleuScore } from './bleu.js';
import { bleuSignature } from './options.js';

function expectGolden(result: SignedBleuScore, expected: GoldenScore): void {
  expect(result.text).toBe(withOurVersion(expected.text, VERSION));
  expect(result.signature).toBe(withOurVersion(expected.signature, VERSION));
  expect(Math.abs(result.score - expected.score)).toBeLessThan(1e-12);
  expect(result.brevityPenalty).toBeCloseTo(expected.brevityPenalty, 14);
  expect(result.hypothesisLength).toBe(expected.hypothesisLength);
  expect(result.referenceLength).toBe(expected.referenceLength);
  for (const [index, precision] of expected.precisions.entries()) {
    expect(result.precisions[index]).toBeCloseTo(precision, 12);
  }
}

describe('corpusBleu equals sacreBLEU', () => {
  it.each(golden.corpusScores)('$corpus $options', ({ corpus, options, ...expected }) => {
    const { hypotheses = [], references = [] } = golden.corpora[corpus] ?? {};
    expectGolden(corpusBleu(hypotheses, references, optionsFrom(options)), expected);
  });
});

describe('sentenceBleu equals sacreBLEU', () => {
  it.each(golden.sentenceScores)('$hypothesis', ({ hypothesis, references, ...expected }) => {
    expectGolden(sentenceBleu(hypothesis, references), expected);
  });
});

describe('corpusBleu', () => {
  const hypotheses = ['The dog bit the man.', "It wasn't surprising."];
  const references = [['The dog had bit the man.', 'It was not surprising.']];

  it('gives 100 to a perfect translation', () => {
    expect(corpusBleu(hypotheses, [hypotheses]).score).toBeCloseTo(100, 10);
  });

  it('does not depend on the order of segments', () => {
    const reversed = corpusBleu(hypotheses.toReversed(), [references.flat().reverse()]);
    expect(reversed.text).toBe(corpusBleu(hypotheses, references).text);
  });

  it('never falls when a reference set is added that equals the hypotheses', () => {
    const alone = corpusBleu(hypotheses, references).score;
    expect(corpusBleu(hypotheses, [...references, hypotheses]).score).toBeGreaterThan(alone);
  });

  it('leaves frozen input as it is', () => {
    const frozen = Object.freeze([...hypotheses]);
    expect(() => corpusBleu(frozen, [frozen], Object.freeze({ smoothing: 'add-k' as const }))).not.toThrow();
  });

  it('keeps the counts free of smoothing', () => {
    const plain = corpusBleu(hypotheses, references, { smoothing: 'none' });
    const smoothed = corpusBleu(hypotheses, references, { smoothing: 'add-k' });
    expect(smoothed.counts).toEqual(plain.counts);
    expect(smoothed.precisions).not.toEqual(plain.precisions);
  });

  it('takes a tokenizer of the caller and signs with its name', () => {
    const characters = { name: 'char', tokenize: (line: string) => [...line.replaceAll(' ', '')] };
    const result = corpusBleu(['abcd'], [['abce']], { tokenizer: characters });
    expect(result.counts).toEqual([3, 2, 1, 0]);
    expect(result.signature).toContain('|tok:char|');
  });

  it('warns of text that looks tokenised, from 100 such lines on', () => {
    const warnings: string[] = [];
    const tokenised = Array.from({ length: 100 }, () => 'a line .');
    const onWarning = (message: string) => warnings.push(message);
    corpusBleu(tokenised.slice(1), [tokenised.slice(1)], { onWarning });
    expect(warnings).toEqual([]);
    corpusBleu(tokenised, [tokenised], { onWarning });
    expect(warnings).toEqual([
      '100 of 100 hypotheses end in a period set apart by a space: the text looks tokenised, and BLEU expects it detokenised',
    ]);
  });

  it.each([
    ['an empty corpus', () => corpusBleu([], [[]]), 'corpusBleu: expected at least one hypothesis, got none'],
    [
      'no references',
      () => corpusBleu(['a'], []),
      'corpusBleu: expected at least one reference set, got none',
    ],
    [
      'sets of another length',
      () => corpusBleu(['a', 'b'], [['a', 'b'], ['a']]),
      'corpusBleu: expected 2 segments in reference set 2 (as many as hypotheses), got 1',
    ],
    [
      'a segment without reference',
      () => corpusBleu(['a', 'b'], [['a', null]]),
      'corpusBleu: segment 2 has no reference',
    ],
    [
      'a sentence without reference',
      () => sentenceBleu('a', []),
      'sentenceBleu: expected at least one reference, got none',
    ],
    [
      'an unknown tokenizer',
      () => corpusBleu(['a'], [['a']], { tokenizer: 'words' }),
      "tokenizer: expected one of 13a, char, intl, none, zh, got 'words'",
    ],
    [
      'a value where none is taken',
      () => corpusBleu(['a'], [['a']], { smoothingValue: 1 }),
      "smoothingValue: 'exp' takes none, got 1",
    ],
    [
      'a smoothing value that is not positive',
      () => corpusBleu(['a'], [['a']], { smoothing: 'floor', smoothingValue: 0 }),
      'smoothingValue: expected a positive number, got 0',
    ],
  ])('refuses %s in one sentence', (_, run, message) => {
    expect(run).toThrow(new RangeError(message));
  });
});

describe('corpusStatistics', () => {
  it('gives whole numbers per segment', () => {
    expect(corpusStatistics(['a b c'], [['a b d']])).toEqual([
      { hypothesisLength: 3, referenceLength: 3, counts: [2, 1, 0, 0], totals: [3, 2, 1, 0] },
    ]);
  });

  it('takes the shorter of two references equally near in length', () => {
    expect(corpusStatistics(['a b c'], [['a b c d'], ['a b']])[0]?.referenceLength).toBe(2);
  });
});

describe('bleuSignature', () => {
  it('shows every choice', () => {
    expect(bleuSignature(1)).toBe(`nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:${VERSION}`);
    expect(
      bleuSignature('var', { tokenizer: 'none', lowercase: true, smoothing: 'floor', effectiveOrder: true }),
    ).toBe(`nrefs:var|case:lc|eff:yes|tok:none|smooth:floor[0.10]|version:${VERSION}`);
  });
});
