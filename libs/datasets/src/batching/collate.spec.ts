import { describe, expect, it } from 'vitest';
import { Random } from '../random.js';
import { collate, collateSource, padRows, type TokenMatrix } from './collate.js';

const options = { paddingId: 1, endId: 2 };

function rowsOf(matrix: TokenMatrix): number[][] {
  const [rows, columns] = matrix.shape;
  return Array.from({ length: rows }, (_, row) => [
    ...matrix.data.subarray(row * columns, (row + 1) * columns),
  ]);
}

describe('collate', () => {
  it('pads sources on the left, targets on the right, and opens the decoder input with </s>', () => {
    const sentences = {
      source: [
        [9, 2],
        [5, 6, 7, 2],
        [8, 2],
      ],
      target: [
        [4, 2],
        [10, 2],
        [11, 12, 2],
      ],
    };
    const batch = collate(Int32Array.of(2, 1), sentences, options);
    expect(rowsOf(batch.source)).toEqual([
      [1, 1, 8, 2],
      [5, 6, 7, 2],
    ]);
    expect(rowsOf(batch.target)).toEqual([
      [11, 12, 2],
      [10, 2, 1],
    ]);
    expect(rowsOf(batch.previous)).toEqual([
      [2, 11, 12],
      [2, 10, 1],
    ]);
    expect([batch.sourceTokens, batch.targetTokens]).toEqual([6, 5]);
    expect([...batch.indices]).toEqual([2, 1]);
  });

  it.each([1, 2, 3])('keeps all tokens and pads only outside them (random case %i)', (seed) => {
    const random = new Random(seed);
    const sentence = (): number[] => [
      ...Array.from({ length: random.integer(0, 20) }, () => random.integer(3, 99)),
      2,
    ];
    const source = Array.from({ length: 40 }, sentence);
    const target = Array.from({ length: 40 }, sentence);
    const indices = Int32Array.from({ length: 12 }, (_, index) => (index * 7) % 40);
    const batch = collate(indices, { source, target }, { ...options, lengthMultiple: 4 });
    expect(batch.source.shape[1] % 4).toBe(0);
    expect(batch.target.shape).toEqual(batch.previous.shape);
    for (const [row, index] of indices.entries()) {
      const [from, to] = [source[index] ?? [], target[index] ?? []];
      const left = rowsOf(batch.source)[row] ?? [];
      expect(left).toEqual([...new Array(left.length - from.length).fill(1), ...from]);
      const right = rowsOf(batch.target)[row] ?? [];
      expect(right).toEqual([...to, ...new Array(right.length - to.length).fill(1)]);
      const previous = rowsOf(batch.previous)[row] ?? [];
      expect(previous.slice(0, to.length)).toEqual([2, ...to.slice(0, -1)]);
      expect(previous.slice(to.length).every((id) => id === 1)).toBe(true);
    }
    const real = (matrix: TokenMatrix): number => matrix.data.filter((id) => id !== 1).length;
    expect(real(batch.source)).toBe(batch.sourceTokens);
    expect(real(batch.target)).toBe(batch.targetTokens);
    expect(real(batch.previous)).toBe(batch.targetTokens);
  });

  it('refuses sentences that would corrupt masks or labels', () => {
    const good = [[3, 2]];
    const make =
      (source: number[][], index = 0) =>
      () =>
        collate(Int32Array.of(index), { source, target: good }, options);
    expect(make([[3]])).toThrow('collate: expected every sentence to end in </s> (id 2), got 3 in row 0');
    expect(make([[]])).toThrow('got no tokens in row 0');
    expect(make([[3, 1, 2]])).toThrow('got the padding id 1 inside row 0, column 1');
    expect(make(good, 1)).toThrow('expected an index in 0..0, got 1');
  });
});

describe('collateSource and padRows', () => {
  it('pads sources alone', () => {
    expect(rowsOf(collateSource([[3, 2], [2]], options))).toEqual([
      [3, 2],
      [1, 2],
    ]);
  });

  it('pads to a multiple on either side', () => {
    expect(padRows([[7], [8, 9]], { paddingId: 0, side: 'right', lengthMultiple: 3 })).toEqual({
      data: Int32Array.of(7, 0, 0, 8, 9, 0),
      shape: [2, 3],
    });
    expect(padRows([], { paddingId: 0, side: 'left' }).shape).toEqual([0, 0]);
  });
});
