/** A sample of numbers in short. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (divisor n - 1); undefined for a single number, which says nothing of spread. */
  readonly standardDeviation: number | undefined;
}

/**
 * Mean and spread of one number per seed.
 *
 * @throws RangeError for no numbers
 */
export function summarise(values: readonly number[]): Summary {
  const count = values.length;
  if (count === 0) throw new RangeError('summarise: expected at least one number, got none');
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { count, mean, standardDeviation: undefined };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, standardDeviation: Math.sqrt(squares / (count - 1)) };
}
