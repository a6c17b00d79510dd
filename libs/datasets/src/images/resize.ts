import type { Pixels } from './pixels.js';

/** Fixed point of the weights: 22 bits after the point leave room for a byte and the sum's sign. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);

/** How one line of `to` pixels is made of one of `from`. */
interface Weights {
  /** First source pixel of each target pixel. */
  readonly first: Int32Array;
  /** Number of source pixels of each. */
  readonly count: Int32Array;
  /** `width` weights for each target pixel, in fixed point. */
  readonly values: Int32Array;
  readonly width: number;
}

/** A triangle filter around the target pixel's centre, as wide as the target pixel when the image shrinks. */
function triangleWeights(from: number, to: number): Weights {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const width = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const values = new Int32Array(to * width);
  for (let at = 0; at < to; at++) {
    const centre = (at + 0.5) * scale;
    const low = Math.max(0, Math.floor(centre - support + 0.5));
    const high = Math.min(from, Math.floor(centre + support + 0.5));
    const shares = Array.from({ length: high - low }, (_, i) =>
      Math.max(0, 1 - Math.abs((low + i - centre + 0.5) / support)),
    );
    const total = shares.reduce((sum, share) => sum + share, 0);
    first[at] = low;
    count[at] = high - low;
    shares.forEach((share, i) => {
      values[at * width + i] = Math.floor((share / total) * (1 << PRECISION) + 0.5);
    });
  }
  return { first, count, values, width };
}

const known = new Map<number, Weights>();
const MOST_KNOWN = 4096;

/** Weights are the same for all lines and crops of one size. */
function weightsOf(from: number, to: number): Weights {
  const key = from * 0x10000 + to;
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = triangleWeights(from, to);
  known.set(key, made);
  return made;
}

function toByte(sum: number): number {
  const value = (sum + HALF) >> PRECISION;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** A line of pixels: where it begins, and how far apart they lie. */
interface Line {
  readonly data: Uint8Array;
  readonly start: number;
  readonly step: number;
}

function resizeLine(source: Line, target: Line, { first, count, values, width }: Weights): void {
  for (let at = 0; at < first.length; at++) {
    const low = first[at] ?? 0;
    let sum = 0;
    for (let i = 0; i < (count[at] ?? 0); i++) {
      sum += (source.data[source.start + (low + i) * source.step] ?? 0) * (values[at * width + i] ?? 0);
    }
    target.data[target.start + at * target.step] = toByte(sum);
  }
}

/**
 * Resizes to a square of `side`, bilinearly and with antialiasing when it shrinks: a triangle filter with half-pixel centres
 * along rows, then along columns, rounded to bytes in between. The same bytes as Pillow's `resize(BILINEAR)`.
 *
 * @returns planes of red, green and blue, [3, side, side]
 */
export function resized(pixels: Pixels, side: number): Uint8Array {
  const { width, height, data, start, row, step, plane } = pixels;
  const [across, down] = [weightsOf(width, side), weightsOf(height, side)];
  const result = new Uint8Array(3 * side * side);
  const between = new Uint8Array(height * side);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < height; y++) {
      const line = { data, start: start + channel * plane + y * row, step };
      resizeLine(line, { data: between, start: y * side, step: 1 }, across);
    }
    for (let x = 0; x < side; x++) {
      const target = { data: result, start: channel * side * side + x, step: side };
      resizeLine({ data: between, start: x, step: side }, target, down);
    }
  }
  return result;
}

/** Bytes to float32 with mean 0.5 and deviation 0.5: 0 becomes -1, 255 becomes 1. Written into `target` from `at`. */
export function normaliseInto(target: Float32Array, at: number, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) target[at + i] = (bytes[i] ?? 0) / 127.5 - 1;
}
