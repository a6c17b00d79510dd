import type { BufferPool, PoolEntry } from '../dispatch/buffer-pool.js';
import type { Submission } from '../dispatch/submission.js';

interface Constant {
  readonly entry: PoolEntry;
  users: number;
}

/** Buffers of values that a step makes on the host, by content: steps that are run again find them as they were. */
export class Constants {
  private readonly constants = new Map<string, Constant>();
  private readonly entries = new Set<PoolEntry>();

  constructor(
    private readonly pool: BufferPool,
    private readonly submission: Submission,
    private readonly usage: number,
  ) {}

  /** A buffer with this content, and the key to give it back by. */
  take(data: ArrayBufferView<ArrayBuffer>): { key: string; entry: PoolEntry } {
    const words = new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);
    const key = words.join();
    let constant = this.constants.get(key);
    if (constant === undefined) {
      const entry = this.pool.acquire(data.byteLength, this.usage, this.submission.serial);
      this.submission.upload(entry.buffer, data);
      this.constants.set(key, (constant = { entry, users: 0 }));
      this.entries.add(entry);
    }
    constant.users += 1;
    return { key, entry: constant.entry };
  }

  has(entry: PoolEntry): boolean {
    return this.entries.has(entry);
  }

  giveBack(key: string): void {
    const constant = this.constants.get(key);
    if (constant === undefined) return;
    constant.users -= 1;
    if (constant.users > 0) return;
    this.constants.delete(key);
    this.entries.delete(constant.entry);
    this.pool.release(constant.entry);
  }
}
