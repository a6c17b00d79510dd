/** Scores are sums of multiples of this power of two; smaller parts would be below the 20th decimal of a score. */
const FRACTION_BITS = 200;
/** More bits than a double holds, so that the quotient's rounding sees where it lies between two doubles. */
const GUARD_BITS = 64;

/**
 * The mean rounded once, at the end, as Python's `statistics.mean` gives it: sum and quotient are exact.
 *
 * @param values 0 or from 2^-140 to 2^200, at least one
 */
export function exactMean(values: ArrayLike<number>): number {
  let sum = 0n;
  for (const value of Array.from(values)) sum += BigInt(value * 2 ** FRACTION_BITS);
  const count = BigInt(values.length);
  const scaled = sum << BigInt(GUARD_BITS);
  const quotient = scaled / count;
  // A remainder only has to keep the quotient from looking like a tie.
  const rounded = quotient * count === scaled ? quotient : quotient | 1n;
  return Number(rounded) * 2 ** -(FRACTION_BITS + GUARD_BITS);
}
