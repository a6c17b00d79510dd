import * as tf from '@tensorflow/tfjs';
import { rank2 } from '@rdrop/ops';

/**
 * Sinusoidal position vectors, row-major [rows, dim], as fairseq lays them out: all sines first, then all cosines,
 * angle(p, i) = p * exp(-i * log(10000) / (dim/2 - 1)); a last column of zeros when `dim` is odd; row `paddingId` is 0.
 * `dim` must be at least 4 (the exponent step is undefined below).
 */
export function sinusoidalTable(rows: number, dim: number, paddingId: number): Float32Array {
  if (!Number.isInteger(dim) || dim < 4) {
    throw new Error(`sinusoidalTable: expected a width of at least 4, got ${dim}`);
  }
  const half = Math.floor(dim / 2);
  const step = Math.log(10000) / (half - 1);
  const table = new Float32Array(rows * dim);
  for (let position = 0; position < rows; position++) {
    if (position === paddingId) continue;
    const row = position * dim;
    for (let i = 0; i < half; i++) {
      const angle = position * Math.exp(-i * step);
      table[row + i] = Math.sin(angle);
      table[row + half + i] = Math.cos(angle);
    }
  }
  return table;
}

/**
 * Position ids int32 [B, T] from a mask [B, T] (1 = real): real tokens count up from `paddingId + 1` whatever padding lies
 * left of them, padded places get `paddingId` (whose vector is 0).
 */
export function positionIds(mask: tf.Tensor2D, paddingId: number): tf.Tensor2D {
  return tf.tidy(() => rank2('positionIds', tf.cumsum(mask, 1).mul(mask).add(paddingId).cast('int32')));
}

/** Owns one table of position vectors, grown in powers of two when a longer sequence comes. */
export class SinusoidalPositions {
  #table: tf.Tensor2D | undefined;

  constructor(
    readonly dim: number,
    readonly paddingId: number,
  ) {}

  /** A table that holds `length` tokens: at least `paddingId + 1 + length` rows. Owned by this object. */
  forLength(length: number): tf.Tensor2D {
    const needed = this.paddingId + 1 + length;
    if (this.#table !== undefined && this.#table.shape[0] >= needed) return this.#table;
    const rows = 2 ** Math.ceil(Math.log2(Math.max(needed, 64)));
    this.#table?.dispose();
    this.#table = tf.keep(
      tf.tensor2d(sinusoidalTable(rows, this.dim, this.paddingId), [rows, this.dim], 'float32'),
    );
    return this.#table;
  }

  dispose(): void {
    this.#table?.dispose();
    this.#table = undefined;
  }
}
