import { describe, expect, it } from 'vitest';
import { createPcg64 } from '../random/pcg64.js';
import { VERSION } from '../version.js';
import { createEditDistance } from './edit-distance.js';
import { shifted } from './shifts.js';
import { corpusTer, sentenceTer } from './ter.js';
import { tercomWords } from './tercom-words.js';
import { resolveTerOptions } from './options.js';

/** Levenshtein distance by its definition, without a beam. */
function distanceByDefinition(left: readonly number[], right: readonly number[]): number {
  const [first, ...leftRest] = left;
  const [other, ...rightRest] = right;
  if (first === undefined || other === undefined) return left.length + right.length;
  if (first === other) return distanceByDefinition(leftRest, rightRest);
  return (
    1 +
    Math.min(
      distanceByDefinition(leftRest, right),
      distanceByDefinition(left, rightRest),
      distanceByDefinition(leftRest, rightRest),
    )
  );
}

describe('createEditDistance', () => {
  const random = createPcg64(11);
  const sequence = (length: number): Int32Array => Int32Array.from({ length }, () => random.next32() % 3);

  it('gives the distance of the definition, for the base and for what differs from it', () => {
    for (let round = 0; round < 100; round += 1) {
      const reference = sequence(1 + (random.next32() % 6));
      const base = sequence(1 + (random.next32() % 6));
      const distances = createEditDistance(reference, base.length);
      expect(distances.setBase(base).distance).toBe(distanceByDefinition([...base], [...reference]));
      const from = random.next32() % base.length;
      const to = from + 1 + (random.next32() % (base.length - from));
      const other = base.map((word, index) => (index >= from && index < to ? random.next32() % 3 : word));
      expect(distances.distance(other, from, to)).toBe(distanceByDefinition([...other], [...reference]));
    }
  });
});

describe('shifted', () => {
  const words = Int32Array.of(0, 1, 2, 3, 4, 5);

  it.each([
    { move: 'back', start: 3, length: 2, point: 1, expected: [0, 3, 4, 1, 2, 5], from: 1, to: 5 },
    { move: 'forth', start: 1, length: 2, point: 5, expected: [0, 3, 4, 1, 2, 5], from: 1, to: 5 },
    { move: 'to the end', start: 0, length: 1, point: 6, expected: [1, 2, 3, 4, 5, 0], from: 0, to: 6 },
    { move: 'into itself', start: 1, length: 3, point: 2, expected: [0, 4, 1, 2, 3, 5], from: 1, to: 5 },
  ])('moves a phrase $move', ({ start, length, point, expected, from, to }) => {
    const result = shifted(words, { start, length, target: 0 }, point);
    expect({ ...result, words: [...result.words] }).toEqual({ words: expected, from, to });
  });
});

describe('corpusTer', () => {
  it('counts a shift of any length as one edit', () => {
    expect(sentenceTer('d e f a b c', ['a b c d e f'])).toMatchObject({ edits: 1, referenceLength: 6 });
    expect(sentenceTer('b a', ['a b']).edits).toBe(1);
  });

  it('counts insertions, deletions and substitutions', () => {
    expect(sentenceTer('a x c d', ['a b c']).edits).toBe(2);
    expect(sentenceTer('a', ['a b c']).score).toBeCloseTo(200 / 3, 12);
  });

  it('exceeds 100 where there is more to delete than the reference has', () => {
    expect(sentenceTer('a b c d e', ['x']).score).toBe(500);
  });

  it('takes the nearest reference, and the mean of their lengths', () => {
    const result = corpusTer(['a b c'], [['a b c'], ['a b c d']]);
    expect(result).toMatchObject({ score: 0, edits: 0, referenceLength: 3.5 });
    expect(result.text).toBe(
      `TER|nrefs:2|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:${VERSION} = 0.00`,
    );
  });

  it('refuses segments without references', () => {
    expect(() => corpusTer(['a'], [[null]])).toThrow(new RangeError('corpusTer: segment 1 has no reference'));
    expect(() => sentenceTer('a', [])).toThrow(
      new RangeError('sentenceTer: expected at least one reference, got none'),
    );
  });
});

describe('tercomWords', () => {
  it.each([
    ['He said: &quot;No.&quot;', {}, ['he', 'said:', '&quot;no.&quot;']],
    ['Tom’s 1,000.5-x', { normalized: true, caseSensitive: true }, ['Tom’s', '1,000.5', '-', 'x']],
    ["He's &lt;here&gt;", { normalized: true }, ['he', "'s", '<', 'here', '>']],
    ['Yes, (no)! "a-b"', { noPunctuation: true }, ['yes', 'no', 'a-b']],
    ['今天、カタカナ。', { normalized: true, asianSupport: true }, ['今', '天', '、', 'カタカナ', '。']],
    ['今天、カタカナ。', { noPunctuation: true, asianSupport: true }, ['今天カタカナ']],
  ])('cuts %s', (text, options, words) => {
    expect(tercomWords(text, resolveTerOptions(options))).toEqual(words);
  });
});
