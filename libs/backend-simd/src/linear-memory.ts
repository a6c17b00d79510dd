import type { GrowableMemory } from './heap.js';

/** Element types that live in the linear memory. */
export type NumericType = 'float32' | 'int32' | 'bool';
export type NumericArray = Float32Array | Int32Array | Uint8Array;

const PAGE = 65_536;
const INITIAL_BYTES = 16 * PAGE;
/** All that 32-bit addresses reach, but for a page: an address just past the end must have 32 bits too. */
const MOST_BYTES = 2 ** 32 - PAGE;
const MINIMUM_GROWTH = 16 * 1024 * 1024;

export function bytesPerElement(dtype: NumericType): number {
  return dtype === 'bool' ? 1 : 4;
}

function reserve(maximumBytes: number): WebAssembly.Memory {
  const sizes = { initial: INITIAL_BYTES / PAGE, maximum: maximumBytes / PAGE };
  try {
    return new WebAssembly.Memory({ ...sizes, shared: true });
  } catch (cause) {
    throw new RangeError(
      `backend-simd: the system grants no address space of ${maximumBytes / 2 ** 20} MiB (see ulimit -v); set a smaller maximumBytes`,
      { cause },
    );
  }
}

/**
 * The one WebAssembly memory. It is shared, for two reasons: worker threads can be handed it, and growing a shared
 * memory leaves every existing view usable, where growing an ordinary one detaches them all.
 */
export class LinearMemory implements GrowableMemory {
  readonly memory: WebAssembly.Memory;
  readonly maximumBytes: number;
  // Each growth gives a new buffer object over the same bytes; views of all of them stay in use.
  private readonly buffers = new WeakSet<ArrayBufferLike>();
  private buffer: ArrayBufferLike;

  /** @throws RangeError for a maximum out of range, or one that the system does not grant the addresses of */
  constructor(maximumBytes = MOST_BYTES) {
    if (!(maximumBytes >= INITIAL_BYTES && maximumBytes <= 2 ** 32)) {
      throw new RangeError(
        `backend-simd: expected maximumBytes to be from ${INITIAL_BYTES} (1 MiB) to ${2 ** 32} (4 GiB), got ${maximumBytes}`,
      );
    }
    this.maximumBytes = Math.floor(Math.min(maximumBytes, MOST_BYTES) / PAGE) * PAGE;
    this.memory = reserve(this.maximumBytes);
    this.buffer = this.memory.buffer;
    this.buffers.add(this.buffer);
  }

  grow(end: number): boolean {
    const size = this.buffer.byteLength;
    if (end <= size) return true;
    if (end > this.maximumBytes) return false;
    // Some more than was asked for, as growing costs time and pages that nobody has written to cost no memory.
    const ample = Math.min(size + Math.max(MINIMUM_GROWTH, size / 8), this.maximumBytes);
    if (!this.growTo(Math.max(end, ample)) && !this.growTo(end)) return false;
    this.buffer = this.memory.buffer;
    this.buffers.add(this.buffer);
    return true;
  }

  private growTo(end: number): boolean {
    try {
      this.memory.grow(Math.ceil((end - this.buffer.byteLength) / PAGE));
      return true;
    } catch {
      return false; // the system grants no more
    }
  }

  /** Whether this buffer is (an older face of) the linear memory. */
  owns(buffer: ArrayBufferLike): boolean {
    return this.buffers.has(buffer);
  }

  view(dtype: NumericType, address: number, length: number): NumericArray {
    if (dtype === 'float32') return this.floats(address, length);
    return dtype === 'int32' ? this.ints(address, length) : new Uint8Array(this.buffer, address, length);
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.buffer, address, length);
  }

  ints(address: number, length: number): Int32Array {
    return new Int32Array(this.buffer, address, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.buffer, address, length);
  }
}
