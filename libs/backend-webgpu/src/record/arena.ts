import { type Arena, type BufferPool, type PoolEntry, roundUp } from '../dispatch/buffer-pool.js';

/** How much larger than asked for a buffer may be. */
const MOST_WASTE = 2;

const byBytes = (a: PoolEntry, b: PoolEntry) => a.bytes - b.bytes || a.id - b.id;

/**
 * The buffers in which recorded steps compute. Between steps all of them are free, so that steps of all shapes share them,
 * and nobody else gets one: a step that is run again may overwrite them at any time.
 *
 * Which buffer is handed out depends on those that are free, not on how they came to be: equal steps get equal buffers.
 */
export class StepArena implements Arena {
  private readonly owned = new Set<PoolEntry>();
  private readonly free: PoolEntry[] = [];

  constructor(
    private readonly pool: BufferPool,
    private readonly usage: number,
  ) {}

  /** The smallest that is large enough and not much too large. */
  acquire(bytes: number): PoolEntry {
    const size = roundUp(bytes);
    const at = this.free.findIndex((entry) => entry.bytes >= size);
    const found = this.free[at];
    if (found !== undefined && found.bytes <= MOST_WASTE * size) {
      this.free.splice(at, 1);
      return this.pool.take(found);
    }
    const entry = this.pool.create(size, this.usage);
    entry.arena = this;
    this.owned.add(entry);
    return this.pool.take(entry);
  }

  put(entry: PoolEntry): void {
    const at = this.free.findIndex((other) => byBytes(other, entry) > 0);
    this.free.splice(at < 0 ? this.free.length : at, 0, entry);
  }

  /** Lets go of the buffers that are not free, whose tensors have outlived their step; gives their number. */
  release(): number {
    const held = [...this.owned].filter(({ free }) => !free);
    for (const entry of held) {
      entry.arena = undefined;
      this.owned.delete(entry);
    }
    return held.length;
  }

  dispose(): void {
    for (const entry of this.owned) {
      entry.arena = undefined;
      if (entry.free) this.pool.shelve(entry);
    }
    this.owned.clear();
    this.free.length = 0;
  }
}
