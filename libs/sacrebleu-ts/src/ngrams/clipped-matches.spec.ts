import { describe, expect, it } from 'vitest';
import { createNgramMatcher } from './clipped-matches.js';
import { countNgrams } from './count-ngrams.js';
import { createInterner } from './intern.js';
import { createPcg64 } from '../random/pcg64.js';

/** The definition, without any economy: counts as maps, minimum with the highest count of a reference. */
function matchesByDefinition(hypothesis: string[], references: string[][], order: number): number {
  const counts = references.map((reference) => countNgrams(reference, order));
  let matches = 0;
  for (const [ngram, count] of countNgrams(hypothesis, order)) {
    matches += Math.min(count, Math.max(0, ...counts.map((reference) => reference.get(ngram) ?? 0)));
  }
  return matches;
}

describe('createNgramMatcher', () => {
  it('counts as the definition does, buffers reused', () => {
    const random = createPcg64(7);
    const matcher = createNgramMatcher();
    const sequence = (): string[] =>
      Array.from({ length: random.next32() % 30 }, () => `w${random.next32() % 4}`);
    for (let round = 0; round < 200; round += 1) {
      const hypothesis = sequence();
      const references = Array.from({ length: 1 + (round % 3) }, sequence);
      const intern = createInterner<string>();
      const expected = [1, 2, 3, 4, 5].map((order) => matchesByDefinition(hypothesis, references, order));
      expect(matcher(intern(hypothesis), references.map(intern), 5)).toEqual(expected);
    }
  });
});
