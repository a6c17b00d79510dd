import { describe, expect, it } from 'vitest';
import { epochBatches, evaluationBatches, readBatch } from './batches.js';

const lengths = Int32Array.from({ length: 1003 }, (_, i) => 5 + ((i * 37) % 60));
const sorted = (batches: readonly Int32Array[]) => batches.flatMap((each) => [...each]).sort((a, b) => a - b);
const all = Array.from({ length: lengths.length }, (_, i) => i);

describe('epochBatches', () => {
  const batches = epochBatches(lengths, { batch: 16, seed: 1, epoch: 1 });

  it('has every example once, in batches of the size asked for but the last of a window', () => {
    expect(sorted(batches)).toEqual(all);
    expect(batches.filter((each) => each.length === 16).length).toBeGreaterThanOrEqual(batches.length - 2);
  });

  it('is a function of seed and epoch', () => {
    expect(epochBatches(lengths, { batch: 16, seed: 1, epoch: 1 })).toEqual(batches);
    expect(epochBatches(lengths, { batch: 16, seed: 1, epoch: 2 })).not.toEqual(batches);
    expect(epochBatches(lengths, { batch: 16, seed: 2, epoch: 1 })).not.toEqual(batches);
  });

  it('puts examples of like length together, and does not order the epoch by length', () => {
    const spread = batches.map((each) => {
      const within = [...each].map((index) => lengths[index] ?? 0);
      return Math.max(...within) - Math.min(...within);
    });
    expect(spread.reduce((sum, value) => sum + value, 0) / spread.length).toBeLessThan(6);
    const longest = batches.map((each) => Math.max(...[...each].map((index) => lengths[index] ?? 0)));
    expect(longest).not.toEqual([...longest].sort((a, b) => a - b));
  });
});

describe('evaluationBatches', () => {
  it('has every example once, shortest first', () => {
    const batches = evaluationBatches(lengths, 64);
    expect(sorted(batches)).toEqual(all);
    expect(lengths[batches[0]?.[0] ?? -1]).toBe(5);
  });
});

describe('readBatch', () => {
  const examples = [
    { tokens: Int32Array.of(2, 7, 3, 8, 3), firstTokens: 3 },
    { tokens: Int32Array.of(2, 9, 3), firstTokens: 3 },
  ];
  const split = { read: (index: number) => examples[index] ?? { tokens: new Int32Array(0), firstTokens: 0 } };

  it('pads on the right to a multiple of eight, and marks the second text', () => {
    const { shape, ids, typeIds } = readBatch(split, [0, 1], {
      paddingId: 1,
      maxLength: 30,
      padTo: 'longest',
    });
    expect(shape).toEqual([2, 8]);
    expect([...ids]).toEqual([2, 7, 3, 8, 3, 1, 1, 1, 2, 9, 3, 1, 1, 1, 1, 1]);
    expect([...typeIds]).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('pads to the longest there may be where that is asked for', () => {
    expect(readBatch(split, [1], { paddingId: 0, maxLength: 12, padTo: 'max' }).shape).toEqual([1, 12]);
    expect(readBatch(split, [0], { paddingId: 0, maxLength: 6, padTo: 'longest' }).shape).toEqual([1, 6]);
  });
});
