/** A block of the linear memory: byte address and byte length (a multiple of {@link ALIGNMENT}). */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** What a heap needs of the memory beneath it. */
export interface GrowableMemory {
  /** How far it may grow. */
  readonly maximumBytes: number;
  /** Makes at least `end` bytes addressable; false when that cannot be. */
  grow(end: number): boolean;
}

/** Of every block, in bytes: a cache line. */
export const ALIGNMENT = 64;
const SUBDIVISIONS = 8;

function binOf(bytes: number): number {
  const units = bytes / ALIGNMENT;
  const octave = 31 - Math.clz32(units);
  const step =
    octave >= 3
      ? (units >>> (octave - 3)) & (SUBDIVISIONS - 1)
      : (units << (3 - octave)) & (SUBDIVISIONS - 1);
  return octave * SUBDIVISIONS + step;
}

/**
 * A two-level segregated-fit allocator: free blocks are kept by size class (eight to an octave), split when taken
 * and merged with free neighbours when given back, so batches of changing length do not fragment the memory.
 */
export class Heap {
  private readonly bins: Set<number>[] = Array.from({ length: 27 * SUBDIVISIONS }, () => new Set());
  private readonly freeSizes = new Map<number, number>(); // address -> bytes
  private readonly freeEnds = new Map<number, number>(); // end -> address
  private readonly live = new Map<number, number>(); // address -> bytes
  private top: number;
  private liveBytes = 0;
  private peakBytes = 0;

  constructor(
    base: number,
    private readonly memory: GrowableMemory,
  ) {
    this.top = Math.ceil(base / ALIGNMENT) * ALIGNMENT;
  }

  get stats(): {
    readonly blocks: number;
    readonly bytes: number;
    readonly peakBytes: number;
    readonly reservedBytes: number;
  } {
    return {
      blocks: this.live.size,
      bytes: this.liveBytes,
      peakBytes: this.peakBytes,
      reservedBytes: this.top,
    };
  }

  /** Bytes of the largest block there is room for, as far as the memory's maximum goes. */
  largestFree(): number {
    let largest = this.memory.maximumBytes - this.top;
    for (const bytes of this.freeSizes.values()) largest = Math.max(largest, bytes);
    return largest;
  }

  /** undefined, and nothing changed, when there is no room. Contents are whatever was there before. */
  allocate(bytes: number): Block | undefined {
    const size = Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
    const address = this.takeFree(size) ?? this.extend(size);
    if (address === undefined) return undefined;
    this.live.set(address, size);
    this.liveBytes += size;
    if (this.liveBytes > this.peakBytes) this.peakBytes = this.liveBytes;
    return { address, bytes: size };
  }

  /** @throws Error for a block that is not live: giving one back twice would hand it to two tensors. */
  free({ address }: Block): void {
    const bytes = this.live.get(address);
    if (bytes === undefined) throw new Error(`Heap.free: no live block at ${address}`);
    this.live.delete(address);
    this.liveBytes -= bytes;
    let start = address;
    let size = bytes;
    const before = this.freeEnds.get(start);
    if (before !== undefined) {
      size += this.removeFree(before);
      start = before;
    }
    if (this.freeSizes.has(start + size)) size += this.removeFree(start + size);
    if (start + size === this.top) this.top = start;
    else this.insertFree(start, size);
  }

  private takeFree(size: number): number | undefined {
    // The block's own class first (it may hold one that is large enough), then any larger class: there every block fits.
    const own = binOf(size);
    let tried = 0;
    for (const address of this.bins[own] ?? []) {
      if ((this.freeSizes.get(address) ?? 0) >= size) return this.split(address, size);
      if (++tried === 8) break;
    }
    for (let bin = own + 1; bin < this.bins.length; bin++) {
      for (const address of this.bins[bin] ?? []) return this.split(address, size);
    }
    return undefined;
  }

  private split(address: number, size: number): number {
    const rest = this.removeFree(address) - size;
    if (rest > 0) this.insertFree(address + size, rest);
    return address;
  }

  private extend(size: number): number | undefined {
    const address = this.top;
    if (!this.memory.grow(address + size)) return undefined;
    this.top = address + size;
    return address;
  }

  private insertFree(address: number, bytes: number): void {
    this.freeSizes.set(address, bytes);
    this.freeEnds.set(address + bytes, address);
    this.bins[binOf(bytes)]?.add(address);
  }

  private removeFree(address: number): number {
    const bytes = this.freeSizes.get(address);
    if (bytes === undefined) throw new Error(`Heap: no free block at ${address}`);
    this.freeSizes.delete(address);
    this.freeEnds.delete(address + bytes);
    this.bins[binOf(bytes)]?.delete(address);
    return bytes;
  }
}
