import type { KernelCall } from '../kernel-call.js';

/** The positions whose mask is not 0, in order. */
export function countedPositions(call: KernelCall, positions: number): Int32Array {
  const all = Int32Array.from({ length: positions }, (_, n) => n);
  const address = call.optionalFloats('mask');
  if (address === 0) return all;
  const mask = call.backend.linear.floats(address, positions);
  return all.filter((n) => mask[n] !== 0);
}

interface Source {
  readonly counted: Int32Array;
  readonly positions: number;
  readonly passes: number;
  readonly width: number;
}

/**
 * Moves the rows of the positions that count between the tensors of a call, where padding lies between them, and a
 * chunk, where they lie one after the other, pass after pass.
 */
export class PositionRows {
  readonly isMasked: boolean;
  private readonly states: number;
  private readonly labels: number;
  private readonly mask: number;

  constructor(
    private readonly call: KernelCall,
    private readonly source: Source,
  ) {
    this.states = call.floats('states');
    this.labels = call.ints('labels');
    this.mask = call.optionalFloats('mask');
    this.isMasked = this.mask !== 0;
  }

  /** Copies states, labels and mask of `size` counted positions from number `from` to the addresses of a chunk. */
  take(from: number, size: number, chunk: { states: number; labels: number; mask: number }): void {
    const { positions, passes, width } = this.source;
    const bytes = 4 * width;
    this.forRuns(from, size, (first, n, length) => {
      this.copy(chunk.labels + 4 * n, this.labels + 4 * first, length);
      if (this.isMasked) this.copy(chunk.mask + 4 * n, this.mask + 4 * first, length);
      for (let pass = 0; pass < passes; pass++) {
        const row = this.states + bytes * (pass * positions + first);
        this.copy(chunk.states + bytes * (pass * size + n), row, length * width);
      }
    });
  }

  /** Copies the rows of a chunk's gradient to those of the whole. */
  put(from: number, size: number, chunk: number, whole: number): void {
    const { positions, passes, width } = this.source;
    const bytes = 4 * width;
    this.forRuns(from, size, (first, n, length) => {
      for (let pass = 0; pass < passes; pass++) {
        const row = whole + bytes * (pass * positions + first);
        this.copy(row, chunk + bytes * (pass * size + n), length * width);
      }
    });
  }

  /** Calls `body` for every run of neighbouring positions: the first one, its place in the chunk, and their number. */
  private forRuns(
    from: number,
    size: number,
    body: (first: number, place: number, length: number) => void,
  ): void {
    const { counted } = this.source;
    for (let start = 0; start < size;) {
      const first = counted[from + start] ?? 0;
      let length = 1;
      while (start + length < size && counted[from + start + length] === first + length) length += 1;
      body(first, start, length);
      start += length;
    }
  }

  /** Words of any type. */
  private copy(to: number, from: number, words: number): void {
    const { linear } = this.call.backend;
    linear.ints(to, words).set(linear.ints(from, words));
  }
}
