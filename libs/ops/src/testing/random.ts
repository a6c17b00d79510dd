/** Deterministic values in [-1, 1) for tests (a 32-bit mix; not for anything statistical). */
export function values(size: number, seed = 1): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => {
    let x = Math.imul(i + 1 + seed * 7919, 0x9e3779b1);
    x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}

export function integers(size: number, below: number, seed = 1): Int32Array {
  return Int32Array.from(values(size, seed), (x) => Math.min(below - 1, Math.floor(((x + 1) / 2) * below)));
}

/** Largest |a - b| relative to the largest |b| (at least 1). */
export function deviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let scale = 1;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i] ?? Number.NaN;
    const b = expected[i] ?? Number.NaN;
    scale = Math.max(scale, Math.abs(b));
    worst = Math.max(worst, Math.abs(a - b));
    if (Number.isNaN(a) !== Number.isNaN(b)) return Number.NaN;
  }
  return worst / scale;
}

/** Quicker than `toEqual`, and tells -0 from 0 and one NaN from another. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  const bytes = (x: Float32Array) => new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}
