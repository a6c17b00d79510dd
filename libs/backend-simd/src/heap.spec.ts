import { describe, expect, it } from 'vitest';
import { ALIGNMENT, Heap, type Block } from './heap.js';
import { integers } from './testing/random.js';

const unlimited = { grow: () => undefined };

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
        live.push({ block: heap.allocate(wanted), wanted });
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
    const blocks = [256, 256, 512, 64].map((bytes) => heap.allocate(bytes));
    const [a, b, c] = blocks;
    if (!a || !b || !c) throw new Error('no blocks');
    heap.free(b);
    expect(heap.allocate(256).address).toBe(b.address);
    heap.free(a);
    heap.free(c);
    heap.free(b);
    expect(heap.allocate(1024).address).toBe(a.address);
  });

  it('refuses to free twice', () => {
    const heap = new Heap(0, unlimited);
    const block = heap.allocate(8);
    heap.free(block);
    expect(() => heap.free(block)).toThrow('no live block at 0');
  });

  it('passes on the refusal of a memory that cannot grow, and stays usable', () => {
    const heap = new Heap(0, {
      grow: (end) => {
        if (end > 4096) throw new RangeError('no');
      },
    });
    const block = heap.allocate(4096);
    expect(() => heap.allocate(64)).toThrow(RangeError);
    heap.free(block);
    expect(heap.allocate(4096).address).toBe(block.address);
  });
});
