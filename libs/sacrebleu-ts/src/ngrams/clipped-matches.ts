import { createNgramTable, type NgramTable } from './ngram-table.js';

/** Counts clipped n-gram matches of orders 1 to `maxOrder`; order 1 first. */
export type NgramMatcher = (
  hypothesis: Int32Array,
  references: readonly Int32Array[],
  maxOrder: number,
) => number[];

/**
 * Makes a counter of clipped matches: an n-gram of the hypothesis matches at most as often as it occurs in the reference
 * that has it most often (Papineni et al. 2002, section 2.1). Sequences are numbers, equal for equal words or characters.
 *
 * An n-gram is known by the number of its first n-1 symbols and its last symbol, so no order costs more than another, and
 * a hypothesis position whose (n-1)-gram is in no reference is not looked at again.
 */
export function createNgramMatcher(): NgramMatcher {
  const table = createNgramTable();
  return (hypothesis, references, maxOrder) => {
    const positions = references.reduce((sum, reference) => sum + reference.length, 0);
    const referenceNumbers = references.map((reference) => new Int32Array(reference.length));
    const hypothesisNumbers = new Int32Array(hypothesis.length);
    const matches: number[] = [];
    for (let order = 1; order <= maxOrder; order += 1) {
      const limits = new Int32Array(positions);
      table.clear(positions);
      for (const [index, reference] of references.entries()) {
        raiseLimits(limits, enterNgrams(table, reference, referenceNumbers[index] ?? limits, order));
      }
      matches.push(takeMatches(table, hypothesis, hypothesisNumbers, { limits, order }));
    }
    return matches;
  };
}

/** Moves the numbers of a sequence from its (n-1)-grams to its n-grams; gives those of the positions that have one. */
function enterNgrams(
  table: NgramTable,
  sequence: Int32Array,
  numbers: Int32Array,
  order: number,
): Int32Array {
  const count = Math.max(0, sequence.length - order + 1);
  for (let start = 0; start < count; start += 1) {
    numbers[start] = table.enter(numbers[start] ?? 0, sequence[start + order - 1] ?? 0);
  }
  return numbers.subarray(0, count);
}

/** Raises the limits of n-grams to their counts in one more reference. */
function raiseLimits(limits: Int32Array, ngrams: Int32Array): void {
  const counts = new Int32Array(limits.length);
  for (const ngram of ngrams) {
    const count = (counts[ngram] ?? 0) + 1;
    counts[ngram] = count;
    if (count > (limits[ngram] ?? 0)) limits[ngram] = count;
  }
}

/** Counts the matches of one order, using up the limits. Numbers of the hypothesis become -1 where nothing can match. */
function takeMatches(
  table: NgramTable,
  hypothesis: Int32Array,
  numbers: Int32Array,
  { limits, order }: { readonly limits: Int32Array; readonly order: number },
): number {
  let matches = 0;
  for (let start = 0; start + order <= hypothesis.length; start += 1) {
    const prefix = numbers[start] ?? -1;
    if (prefix < 0) continue;
    const ngram = table.find(prefix, hypothesis[start + order - 1] ?? 0);
    numbers[start] = ngram;
    const left = ngram < 0 ? 0 : (limits[ngram] ?? 0);
    if (left > 0) {
      limits[ngram] = left - 1;
      matches += 1;
    }
  }
  return matches;
}
