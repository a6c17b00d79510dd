/** Cells this far from the diagonal and further are not looked at (tercom's beam). */
const BEAM_WIDTH = 25;

/** The columns of a row of the edit distance that are looked at: `first` to `end - 1`. */
export interface Band {
  readonly first: number;
  readonly end: number;
}

/**
 * The bands of rows 0 to `length`, around the diagonal that leads from corner to corner; the last one reaches to the
 * corner, and row 0, which needs no search, is whole. The beam widens where the diagonal is so steep that bands of
 * neighbouring rows would not touch.
 */
export function beam(length: number, referenceLength: number): Band[] {
  const columns = referenceLength + 1;
  const slope = length === 0 ? 1 : referenceLength / length;
  const width = slope / 2 > BEAM_WIDTH ? Math.ceil(slope / 2 + BEAM_WIDTH) : BEAM_WIDTH;
  return Array.from({ length: length + 1 }, (_, row) => {
    if (row === 0) return { first: 0, end: columns };
    const middle = Math.floor(row * slope);
    return {
      first: Math.max(0, middle - width),
      end: row === length ? columns : Math.min(columns, middle + width),
    };
  });
}
