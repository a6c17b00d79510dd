/** What the pool knows of a buffer. */
export interface PoolEntry {
  readonly id: number;
  readonly buffer: GPUBuffer;
  readonly bytes: number;
  /** Number of the last submission with a command that uses it; -1: none. */
  lastUse: number;
  free: boolean;
  /** How often it was taken: tells whether a buffer is still what it was. */
  taken: number;
  /** The arena that keeps it for recorded steps, while one does. */
  arena: Arena | undefined;
}

/** Buffers that are taken and given back apart from the others. */
export interface Arena {
  put(entry: PoolEntry): void;
}

const STEP = 16; // bytes
const SPARE_BYTES = 256 * 2 ** 20;
const SPARE_SHARE = 0.5;

/** Bytes that a tensor of so many takes: whole vectors of four. */
export const roundUp = (bytes: number) => Math.max(STEP, Math.ceil(bytes / STEP) * STEP);

function newEntry(id: number, buffer: GPUBuffer): PoolEntry {
  return { id, buffer, bytes: buffer.size, lastUse: -1, free: false, taken: 0, arena: undefined };
}

/**
 * Buffers by exact size (in steps of 16 bytes) and usage. A freed one is used again, last freed first; `sort` puts the free
 * lists in order, so that a step that allocates as the one before gets the same buffers, and cached bind groups fit.
 *
 * A buffer may be freed while commands that use it are not submitted yet: later commands run after them. What the host
 * writes does not, so that asks for a buffer which no waiting command uses (`acquire` with `before`).
 *
 * Has the methods and numbers of the stock buffer manager, and takes its place.
 */
export class BufferPool {
  numBytesUsed = 0;
  numBytesAllocated = 0;
  /** The most that was in use at a time. */
  peakBytes = 0;
  private nextId = 0;
  private readonly free = new Map<number, Map<number, PoolEntry[]>>();
  private readonly entries = new Map<GPUBuffer, PoolEntry>();
  private readonly foreign = new WeakMap<GPUBuffer, PoolEntry>();

  constructor(
    private readonly device: GPUDevice,
    /** Called before a buffer is destroyed. */
    private readonly forget: (entry: PoolEntry) => void,
    /** Number of the submission that is being collected: what an older one used last may be destroyed. */
    private readonly submission: () => number,
  ) {}

  /**
   * @param before take no buffer that was last used in this submission or a later one. Default: any
   */
  acquire(bytes: number, usage: number, before = Infinity): PoolEntry {
    const size = roundUp(bytes);
    const list = this.list(usage, size);
    for (let i = list.length - 1; i >= 0; i--) {
      const entry = list[i];
      if (entry === undefined || entry.lastUse >= before) continue;
      if (i === list.length - 1) list.pop();
      else list.splice(i, 1);
      return this.take(entry);
    }
    return this.take(this.create(size, usage));
  }

  /** A new buffer, free and in no list. */
  create(size: number, usage: number): PoolEntry {
    this.makeRoom(size);
    const buffer = this.device.createBuffer({ size, usage });
    const entry = { ...newEntry(this.nextId++, buffer), free: true };
    this.entries.set(buffer, entry);
    this.numBytesAllocated += size;
    return entry;
  }

  release(entry: PoolEntry): void {
    if (entry.free) return;
    entry.free = true;
    this.numBytesUsed -= entry.bytes;
    this.shelve(entry);
  }

  /** Puts a free buffer where its next user will look for it. */
  shelve(entry: PoolEntry): void {
    if (entry.arena === undefined) this.list(entry.buffer.usage, entry.bytes).push(entry);
    else entry.arena.put(entry);
  }

  /** The entry of a buffer; one that came from elsewhere gets a number, and stays the caller's to destroy. */
  entry(buffer: GPUBuffer): PoolEntry {
    let entry = this.entries.get(buffer) ?? this.foreign.get(buffer);
    if (entry === undefined) {
      entry = newEntry(this.nextId++, buffer);
      this.foreign.set(buffer, entry);
    }
    return entry;
  }

  /** Puts the free lists in the order of ids. */
  sort(): void {
    for (const lists of this.free.values()) {
      for (const list of lists.values()) list.sort((a, b) => b.id - a.id);
    }
  }

  get count(): number {
    return this.entries.size;
  }

  acquireBuffer(size: number, usage: number): GPUBuffer {
    return this.acquire(size, usage).buffer;
  }

  releaseBuffer(buffer: GPUBuffer): void {
    const entry = this.entries.get(buffer);
    if (entry !== undefined) this.release(entry);
  }

  dispose(): void {
    for (const { buffer } of this.entries.values()) buffer.destroy();
    this.entries.clear();
    this.free.clear();
    this.numBytesUsed = 0;
    this.numBytesAllocated = 0;
  }

  private list(usage: number, size: number): PoolEntry[] {
    let lists = this.free.get(usage);
    if (lists === undefined) this.free.set(usage, (lists = new Map()));
    let list = lists.get(size);
    if (list === undefined) lists.set(size, (list = []));
    return list;
  }

  /** Hands out a free buffer. */
  take(entry: PoolEntry): PoolEntry {
    entry.free = false;
    entry.taken += 1;
    this.numBytesUsed += entry.bytes;
    this.peakBytes = Math.max(this.peakBytes, this.numBytesUsed);
    return entry;
  }

  /** Destroys free buffers, least recently used first, when there are more than another half of what was ever in use. */
  private makeRoom(bytes: number): void {
    const most = this.peakBytes * (1 + SPARE_SHARE) + SPARE_BYTES;
    if (this.numBytesAllocated + bytes <= most) return;
    const current = this.submission();
    const old = [...this.entries.values()]
      .filter(({ free, arena, lastUse }) => free && arena === undefined && lastUse < current)
      .sort((a, b) => a.lastUse - b.lastUse);
    for (const entry of old) {
      if (this.numBytesAllocated + bytes <= most) break;
      this.destroy(entry);
    }
  }

  private destroy(entry: PoolEntry): void {
    const list = this.list(entry.buffer.usage, entry.bytes);
    list.splice(list.indexOf(entry), 1);
    this.entries.delete(entry.buffer);
    this.numBytesAllocated -= entry.bytes;
    this.forget(entry);
    entry.buffer.destroy();
  }
}
