/** How a word is drawn from a distribution. */
export interface SamplingOptions {
  /** Divides the log-probabilities: below 1 bolder, above 1 wilder; 0 takes the most probable word. Default 1. */
  readonly temperature?: number;
  /** Only the k most probable words. Default: all. */
  readonly topK?: number | undefined;
  /** Only the most probable words that together have this probability (nucleus sampling, Holtzman et al. 2020). Default: all. */
  readonly topP?: number | undefined;
  /** Words that are never drawn. */
  readonly excluded?: readonly number[];
}

/** Throws a sentence about the first option that cannot work. */
export function checkSamplingOptions({ temperature = 1, topK, topP }: SamplingOptions): void {
  const fail = (expected: string, got: number): never => {
    throw new Error(`sampleWord: expected ${expected}, got ${got}`);
  };
  if (!(temperature >= 0 && Number.isFinite(temperature))) fail('a temperature from 0', temperature);
  if (topK !== undefined && !(Number.isInteger(topK) && topK >= 1))
    fail('topK to be a whole number from 1', topK);
  if (topP !== undefined && !(topP > 0 && topP <= 1)) fail('topP above 0 and at most 1', topP);
}

/**
 * Draws a word: temperature first, then the k most probable, then the nucleus, whose probabilities are scaled to sum to 1.
 * Of equally probable words the one with the smaller number comes first.
 *
 * @param logProbabilities [V], up to a constant
 * @param random uniform in [0, 1): the draw is a function of it
 */
export function sampleWord(
  logProbabilities: ArrayLike<number>,
  random: number,
  options: SamplingOptions = {},
): number {
  checkSamplingOptions(options);
  const { temperature = 1, topK = Infinity, topP = 1, excluded = [] } = options;
  const banned = new Set(excluded);
  const value = (word: number) => logProbabilities[word] ?? -Infinity;
  const words = Array.from({ length: logProbabilities.length }, (_, word) => word).filter(
    (word) => !banned.has(word),
  );
  words.sort((a, b) => value(b) - value(a) || a - b);
  const [best] = words;
  if (best === undefined) throw new Error('sampleWord: expected a word that may be drawn');
  if (temperature === 0) return best;
  const kept = words.slice(0, topK);
  // Less the largest, so that a low temperature cannot overflow.
  const weights = kept.map((word) => Math.exp((value(word) - value(best)) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let nucleus = 0;
  let size = 0;
  while (size < kept.length && (size === 0 || nucleus < topP * sum)) nucleus += weights[size++] ?? 0;
  let left = random * nucleus;
  for (let i = 0; i < size; i++) {
    left -= weights[i] ?? 0;
    if (left < 0) return kept[i] ?? best;
  }
  return kept[size - 1] ?? best;
}
