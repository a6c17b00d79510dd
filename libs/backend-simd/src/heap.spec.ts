import { describe, expect, it } from 'vitest';
import { ALIGNMENT, Heap, type Block, type GrowableMemory } from './heap.js';
import { integers } from './testing/random.js';

const unlimited = { maximumBytes: 2 ** 40, grow: () => true };

function limited(maximumBytes: number): GrowableMemory {
  return { maximumBytes, grow: (end) => end <= maximumBytes };
}

function take(heap: Heap, bytes: number): Block {
  const block = heap.allocate(bytes);
  if (block === undefined) throw new Error(`no room for ${bytes} bytes`);
  return block;
}

describe('Heap', () => {
  it('aligns blocks and never overlaps live ones, whatever the order of frees', () => {
    const heap = new Heap(1000, unlimited);
    const choices = integers(6000, 1_000_000, 3);
    const live: { block: Block; wanted: number }[] = [];
    for (let i = 0; i + 1 < choices.length; i += 2) {
      const a = choices[i] ?? 0;
      const b = choices[i + 1] ?? 0;
      if (live.length > 0 && a % 5 < 2) {
        const [removed] = live.splice(b % live.length, 1);
        if (removed) heap.free(removed.block);
      } else {
        const wanted = a % 7 === 0 ? 100_000 + (b % 1_000_000) : b % 5000;
        live.push({ block: take(heap, wanted), wanted });
      }
    }
    const sorted = live.map(({ block }) => block).sort((x, y) => x.address - y.address);
    sorted.forEach((block, i) => {
      expect(block.address % ALIGNMENT).toBe(0);
      expect(block.address).toBeGreaterThanOrEqual(1000);
      const next = sorted[i + 1];
      if (next) expect(block.address + block.bytes).toBeLessThanOrEqual(next.address);
    });
    for (const { block, wanted } of live) expect(block.bytes).toBeGreaterThanOrEqual(wanted);
    for (const { block } of live) heap.free(block);
    // Everything merged back: the heap is as it began.
    expect(heap.stats).toMatchObject({ blocks: 0, bytes: 0, reservedBytes: 1024 });
  });

  it('reuses a freed block and merges neighbours for a larger one', () => {
    const heap = new Heap(0, unlimited);
    const blocks = [256, 256, 512, 64].map((bytes) => take(heap, bytes));
    const [a, b, c] = blocks;
    if (!a || !b || !c) throw new Error('no blocks');
    heap.free(b);
    expect(take(heap, 256).address).toBe(b.address);
    heap.free(a);
    heap.free(c);
    heap.free(b);
    expect(take(heap, 1024).address).toBe(a.address);
  });

  it('refuses to free twice', () => {
    const heap = new Heap(0, unlimited);
    const block = take(heap, 8);
    heap.free(block);
    expect(() => heap.free(block)).toThrow('no live block at 0');
  });

  it('has no block where the memory cannot grow, says what there is room for, and stays usable', () => {
    const heap = new Heap(0, limited(4096));
    const blocks = [1024, 1024, 1024].map((bytes) => take(heap, bytes));
    expect(heap.largestFree()).toBe(1024);
    expect(heap.allocate(1025)).toBeUndefined();
    const [first, second] = blocks;
    if (!first || !second) throw new Error('no blocks');
    heap.free(first);
    heap.free(second);
    expect(heap.largestFree()).toBe(2048);
    expect(heap.allocate(2049)).toBeUndefined();
    expect(heap.stats).toMatchObject({ blocks: 1, bytes: 1024, reservedBytes: 3072 });
    expect(take(heap, 2048).address).toBe(first.address);
  });

  it('keeps to the memory it needs when lengths change from batch to batch', () => {
    const heap = new Heap(0, unlimited);
    // Blocks of a step: some live to its end, others only until the next one of their kind.
    const step = (length: number): void => {
      const kept = [256, 1024, 512, 8000].map((width) => take(heap, 4 * width * length));
      for (let layer = 0; layer < 6; layer++) {
        const passing = [256, 256, length].map((width) => take(heap, 4 * width * length));
        kept.push(take(heap, 4 * 256 * length));
        passing.forEach((block) => heap.free(block));
      }
      kept.reverse().forEach((block) => heap.free(block));
    };
    const parameters = Array.from({ length: 20 }, (_, i) => take(heap, 1000 * (i + 1)));
    const held = heap.stats.bytes;
    const lengths = integers(400, 700, 5);
    lengths.forEach((length) => step(64 + length));
    expect(heap.stats.bytes).toBe(held);
    expect(heap.stats.reservedBytes).toBe(held); // all that was freed merged again, and came off the top
    parameters.forEach((block) => heap.free(block));
    expect(heap.stats.reservedBytes).toBe(0);
  });
});
