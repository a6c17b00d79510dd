import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DataError } from '../data-error.js';
import { Random } from '../random.js';
import { testShuffle } from '../testing/test-shuffle.js';
import { batchBySize } from './batch-by-size.js';
import { batchPlanStatistics, epochBatches, planBatches } from './batch-plan.js';
import { filterByLength, requireLengths } from './filter-by-length.js';
import { orderedIndices, type PairLengths } from './ordered-indices.js';

interface Golden {
  source: number[];
  target: number[];
  permutation: number[];
  order: number[];
  cases: { maxTokens: number; maxSentences: number | null; requiredMultiple: number; batches: number[][] }[];
}
const golden: Golden = JSON.parse(
  readFileSync(new URL('../testing/golden/fairseq-batches.json', import.meta.url), 'utf8'),
);

function randomLengths(seed: number, size: number, longest = 50): PairLengths {
  const random = new Random(seed);
  const side = (): number[] => Array.from({ length: size }, () => random.integer(1, longest));
  return { source: side(), target: side() };
}
const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);
const plain = (batches: readonly Int32Array[]): number[][] => batches.map((batch) => [...batch]);

describe('agreement with fairseq', () => {
  it('orders as ordered_indices', () => {
    expect([...orderedIndices(golden, () => Int32Array.from(golden.permutation))]).toEqual(golden.order);
  });

  it.each(golden.cases)('cuts as batch_by_size: $maxTokens, $maxSentences, $requiredMultiple', (settings) => {
    const { batches, maxSentences, ...rest } = settings;
    const options = maxSentences === null ? rest : { ...rest, maxSentences };
    expect(plain(batchBySize(Int32Array.from(golden.order), golden, options))).toEqual(batches);
  });
});

describe('orderedIndices', () => {
  it('sorts by source length, then target length, then the order of the file', () => {
    const lengths = { source: [3, 1, 3, 3, 1], target: [2, 9, 1, 2, 4] };
    expect([...orderedIndices(lengths)]).toEqual([4, 1, 2, 0, 3]);
  });

  it('refuses what is not a permutation and lengths that do not match', () => {
    const lengths = { source: [1, 1], target: [1, 1] };
    expect(() => orderedIndices(lengths, () => Int32Array.of(0, 0))).toThrow(/got 0 twice/);
    expect(() => orderedIndices(lengths, () => Int32Array.of(0, 2))).toThrow(/got 2 outside/);
    expect(() => orderedIndices(lengths, () => Int32Array.of(0))).toThrow(/2 entries from shuffle, got 1/);
    expect(() => orderedIndices({ source: [1], target: [] })).toThrow(/got 1 and 0/);
    expect(() => orderedIndices({ source: [0], target: [1] })).toThrow(
      /source lengths of at least 1, got 0 at index 0/,
    );
  });
});

describe('batchBySize', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'keeps every index once and every batch in the budget (random case %i)',
    (seed) => {
      const random = new Random(seed);
      const lengths = randomLengths(seed, random.integer(1, 600));
      const maxTokens = random.integer(50, 500);
      const maxSentences = random.integer(1, 40);
      const requiredMultiple = random.integer(1, 8);
      const order = orderedIndices(lengths, testShuffle(seed));
      const batches = batchBySize(order, lengths, { maxTokens, maxSentences, requiredMultiple });
      expect(batches.flatMap((batch) => [...batch])).toEqual([...order]);
      for (const [position, batch] of batches.entries()) {
        const longest = Math.max(
          ...Array.from(batch, (i) => Math.max(lengths.source[i] ?? 0, lengths.target[i] ?? 0)),
        );
        expect(batch.length * longest).toBeLessThanOrEqual(maxTokens);
        expect(batch.length).toBeLessThanOrEqual(maxSentences);
        expect(batch.length).toBeGreaterThan(0);
        const last = position === batches.length - 1;
        expect(last || batch.length < requiredMultiple || batch.length % requiredMultiple === 0).toBe(true);
      }
    },
  );

  it('holds the budget where the rest of a cut batch meets a much longer pair', () => {
    const lengths = { source: [2, 2, 2, 2, 2, 2, 2, 2, 2, 20], target: new Array(10).fill(1) };
    const order = Int32Array.from({ length: 10 }, (_, index) => index);
    expect(plain(batchBySize(order, lengths, { maxTokens: 20 }))).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [8],
      [9],
    ]);
  });

  it('counts lengths rounded up to the padding multiple', () => {
    const lengths = { source: [5, 5, 5], target: [1, 1, 1] };
    const options = { maxTokens: 16, requiredMultiple: 1 };
    expect(plain(batchBySize(Int32Array.of(0, 1, 2), lengths, options))).toEqual([[0, 1, 2]]);
    expect(plain(batchBySize(Int32Array.of(0, 1, 2), lengths, { ...options, lengthMultiple: 8 }))).toEqual([
      [0, 1],
      [2],
    ]);
  });

  it('says which pair fits no batch, and refuses senseless options', () => {
    const lengths = { source: [3, 3], target: [2, 30] };
    expect(() => batchBySize(Int32Array.of(0, 1), lengths, { maxTokens: 20 })).toThrow(
      new DataError(
        'Sentence pair 2 has 30 padded tokens on its longer side and fits no batch of at most 20 tokens: raise the budget or filter long pairs.',
      ),
    );
    expect(() => batchBySize(Int32Array.of(0), lengths, { maxTokens: 0 })).toThrow(/expected maxTokens/);
    expect(() => batchBySize(Int32Array.of(5), lengths, { maxTokens: 99 })).toThrow(
      /indices in 0\.\.1, got 5/,
    );
  });
});

describe('length filter', () => {
  const lengths = { source: [3, 9, 3, 4], target: [3, 3, 9, 4] };
  const order = Int32Array.of(2, 3, 1, 0);

  it('keeps the order and reports what it drops', () => {
    const { kept, dropped } = filterByLength(order, lengths, { source: 4, target: 8 });
    expect([[...kept], [...dropped]]).toEqual([
      [3, 0],
      [1, 2],
    ]);
  });

  it('can insist', () => {
    expect(() => requireLengths(order, lengths, { source: 9, target: 9 })).not.toThrow();
    expect(() => requireLengths(order, lengths, { source: 4, target: 8 })).toThrow(
      /2 of 4 sentence pairs .* the first is line 2 with 9 and 3 tokens/,
    );
  });
});

describe('planBatches and epochBatches', () => {
  const lengths = randomLengths(11, 500, 60);
  const options = { maxTokens: 300, shuffle: testShuffle(1), maxPositions: { source: 55, target: 50 } };
  const plan = planBatches(lengths, options);

  it('covers every pair exactly once, in a batch or as dropped', () => {
    expect(plan.dropped.length).toBeGreaterThan(0);
    expect(ascending([...plan.batches.flatMap((batch) => [...batch]), ...plan.dropped])).toEqual(
      Array.from({ length: 500 }, (_, index) => index),
    );
  });

  it('is a function of its arguments', () => {
    expect(plain(planBatches(lengths, options).batches)).toEqual(plain(plan.batches));
    expect(plain(planBatches(lengths, { ...options, shuffle: testShuffle(2) }).batches)).not.toEqual(
      plain(plan.batches),
    );
    expect(plain(epochBatches(plan, testShuffle(5)))).toEqual(plain(epochBatches(plan, testShuffle(5))));
  });

  it('gives every epoch the same batches in another order', () => {
    const [first, second] = [epochBatches(plan, testShuffle(1)), epochBatches(plan, testShuffle(2))];
    expect(plain(first)).not.toEqual(plain(second));
    const names = (batches: Int32Array[]): string[] => batches.map((batch) => batch.join()).sort();
    expect(names(first)).toEqual(names(second));
    expect(names(first)).toEqual(names([...plan.batches]));
  });

  it('throws on long pairs when told so', () => {
    expect(() => planBatches(lengths, { ...options, tooLong: 'throw' })).toThrow(DataError);
  });

  it('counts what a plan costs', () => {
    const small = { source: [2, 4], target: [3, 3] };
    expect(batchPlanStatistics(planBatches(small, { maxTokens: 20 }), small)).toEqual({
      batches: 1,
      sentences: 2,
      sourceTokens: 6,
      targetTokens: 6,
      padded: 8,
      paddingShare: 1 - 12 / 14,
    });
    const whole = batchPlanStatistics(plan, lengths);
    expect(whole.sentences).toBe(500 - plan.dropped.length);
    expect(whole.paddingShare).toBeGreaterThan(0);
  });
});
