import type { GrowableMemory } from './heap.js';

/** Element types that live in the linear memory. */
export type NumericType = 'float32' | 'int32' | 'bool';
export type NumericArray = Float32Array | Int32Array | Uint8Array;

const PAGE = 65_536;
const MAXIMUM_PAGES = 65_536; // 4 GiB, all that 32-bit addresses reach
const MINIMUM_GROWTH = 16 * 1024 * 1024;

export function bytesPerElement(dtype: NumericType): number {
  return dtype === 'bool' ? 1 : 4;
}

/**
 * The one WebAssembly memory. It is shared, for two reasons: worker threads can be handed it, and growing a shared
 * memory leaves every existing view usable, where growing an ordinary one detaches them all.
 */
export class LinearMemory implements GrowableMemory {
  readonly memory = new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true });
  // Each growth gives a new buffer object over the same bytes; views of all of them stay in use.
  private readonly buffers = new WeakSet<ArrayBufferLike>([this.memory.buffer]);
  private buffer: ArrayBufferLike = this.memory.buffer;

  grow(end: number): void {
    const missing = end - this.buffer.byteLength;
    if (missing <= 0) return;
    const room = MAXIMUM_PAGES - this.buffer.byteLength / PAGE;
    const wanted = Math.ceil(Math.max(missing, MINIMUM_GROWTH, this.buffer.byteLength / 8) / PAGE);
    const needed = Math.ceil(missing / PAGE);
    try {
      this.memory.grow(Math.max(needed, Math.min(wanted, room)));
    } catch {
      const mebibytes = Math.ceil(end / 2 ** 20);
      throw new RangeError(
        `backend-simd: out of memory: ${mebibytes} MiB needed, and the WebAssembly memory cannot grow beyond 4096 MiB ` +
          'or what the system grants; use a smaller batch or accumulate gradients over several',
      );
    }
    this.buffer = this.memory.buffer;
    this.buffers.add(this.buffer);
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
