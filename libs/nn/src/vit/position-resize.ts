/** A learned table of positions on the host: a row for the class token, then `side` x `side` rows of the grid, each D wide. */
export interface PositionTable {
  readonly values: Float32Array;
  readonly side: number;
  readonly dim: number;
}

/** Where a position of the new grid lies between two of the old one. */
interface Between {
  readonly low: number;
  readonly high: number;
  /** Weight of `high`. */
  readonly share: number;
}

function between(at: number, from: number, to: number): Between {
  const place = to === 1 ? 0 : (at * (from - 1)) / (to - 1);
  const low = Math.min(Math.floor(place), from - 1);
  return { low, high: Math.min(low + 1, from - 1), share: place - low };
}

/**
 * The table for another image size: the grid is interpolated bilinearly with its corners aligned, the class token's row
 * is kept. The same as the official loader's `scipy.ndimage.zoom` of order 1.
 */
export function resizePositions({ values, side, dim }: PositionTable, to: number): Float32Array {
  if (values.length !== (side * side + 1) * dim) {
    throw new Error(
      `resizePositions: expected ${side * side + 1} rows of ${dim} numbers, got ${values.length} numbers`,
    );
  }
  const resized = new Float32Array((to * to + 1) * dim);
  resized.set(values.subarray(0, dim));
  const old = (row: number, column: number, at: number): number =>
    values[(1 + row * side + column) * dim + at] ?? NaN;
  for (let y = 0; y < to; y++) {
    const rows = between(y, side, to);
    for (let x = 0; x < to; x++) {
      const columns = between(x, side, to);
      const along = (row: number, at: number): number =>
        old(row, columns.low, at) * (1 - columns.share) + old(row, columns.high, at) * columns.share;
      const start = (1 + y * to + x) * dim;
      for (let at = 0; at < dim; at++) {
        resized[start + at] = along(rows.low, at) * (1 - rows.share) + along(rows.high, at) * rows.share;
      }
    }
  }
  return resized;
}
