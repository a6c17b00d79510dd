/** What did not fit, and how the memory stood. */
export interface HeapState {
  /** What asked: the name of a kernel. */
  readonly where: string;
  /** What for: `a float32 tensor [8, 16]`. */
  readonly what: string;
  readonly bytes: number;
  readonly usedBytes: number;
  readonly largestFreeBytes: number;
  readonly maximumBytes: number;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** The WebAssembly memory has no room for a tensor. Kernels with a stock version run that instead, on ordinary arrays. */
export class HeapFullError extends RangeError {
  /** The user can mend it: commands print the sentence alone. */
  readonly expected = true;

  constructor({ where, what, bytes, usedBytes, largestFreeBytes, maximumBytes }: HeapState) {
    const left =
      bytes > largestFreeBytes
        ? `the largest free piece has ${mebibytes(largestFreeBytes)} MiB`
        : 'the system grants no more';
    super(
      `${where}: out of memory: expected room for ${what} (${mebibytes(bytes)} MiB), but tensors use ` +
        `${mebibytes(usedBytes)} of ${mebibytes(maximumBytes)} MiB and ${left}; use smaller batches (accumulating ` +
        'gradients over several keeps their effect)',
    );
    this.name = 'HeapFullError';
  }
}
