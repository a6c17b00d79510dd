import { describe, expect, it } from 'vitest';
import { blockWindows, contextWindows, readWindows, type TextWindow, windowBatches } from './text-windows.js';

const stream = (tokens: number) => ({
  tokens,
  span: (start: number, count: number) => Int32Array.from({ length: count }, (_, i) => 100 + start + i),
});
const END = 2;

/** The tokens that count, in order. */
const counted = (windows: readonly TextWindow[]) =>
  windows.flatMap(({ start, count }) => Array.from({ length: count }, (_, i) => start + i));
const all = (tokens: number) => Array.from({ length: tokens }, (_, i) => i);

describe('text windows', () => {
  it('cut the stream into blocks, each token once', () => {
    expect(blockWindows(10, 4)).toEqual([
      { start: 0, count: 4, context: 0 },
      { start: 4, count: 4, context: 0 },
      { start: 8, count: 2, context: 0 },
    ]);
    expect(blockWindows(0, 4)).toEqual([]);
  });

  it.each([
    [245_569, 512, 400],
    [1000, 512, 0],
    [97, 10, 9],
    [5, 512, 400],
  ])(
    'of %i tokens, block %i, context %i: count every token once, with the context there is',
    (tokens, block, context) => {
      const windows = contextWindows(tokens, block, context);
      expect(counted(windows)).toEqual(all(tokens));
      for (const window of windows) {
        expect(window.context).toBe(Math.min(context, window.start));
        expect(window.context + window.count).toBeLessThanOrEqual(block);
      }
    },
  );

  it('are read with the token before each, the end of a line before the first', () => {
    const [first, , last] = contextWindows(7, 5, 2);
    if (first === undefined || last === undefined) throw new Error('too few windows');
    expect(readWindows(stream(7), [first], END)).toMatchObject({
      length: 3,
      tokens: Int32Array.of(END, 100, 101),
      labels: Int32Array.of(100, 101, 102),
      counted: 3,
    });
    expect(readWindows(stream(7), [last], END)).toMatchObject({
      tokens: Int32Array.of(103, 104, 105),
      labels: Int32Array.of(104, 105, 106),
      counted: 1,
    });
    // A context that reaches back to the beginning of the stream.
    expect(readWindows(stream(7), [{ start: 2, count: 2, context: 2 }], END).tokens).toEqual(
      Int32Array.of(END, 100, 101, 102),
    );
  });

  it('come in batches of one shape', () => {
    const batches = windowBatches(contextWindows(40, 8, 5), 4);
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(4);
      expect(new Set(batch.map(({ count, context }) => `${count} ${context}`)).size).toBe(1);
    }
    expect(counted(batches.flat())).toEqual(all(40));
    const { rows, labels } = readWindows(stream(40), batches[2] ?? [], END);
    expect(labels.length / rows).toBe(8);
  });

  it('refuse what cannot be', () => {
    expect(() => contextWindows(10, 4, 4)).toThrow('a context below the block of 4 tokens, got 4');
    expect(() => blockWindows(10, 0)).toThrow('a block of at least one token, got 0');
    expect(() => windowBatches([], 0)).toThrow('at least one window in a batch, got 0');
    const uneven = [
      { start: 0, count: 2, context: 0 },
      { start: 2, count: 3, context: 0 },
    ];
    expect(() => readWindows(stream(9), uneven, END)).toThrow('windows of 2 tokens, got 3');
  });
});
