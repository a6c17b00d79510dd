import { hasErrors, type Alignment } from './alignment.js';

/** The longest phrase that is shifted (tercom). */
const MAX_LENGTH = 10;
/** How far apart a phrase may lie in the two texts (tercom). */
const MAX_DISTANCE = 50;

/** A phrase of the hypothesis that also stands in the reference. */
export interface Phrase {
  /** Its first word in the hypothesis. */
  readonly start: number;
  /** Its first word in the reference. */
  readonly target: number;
  readonly length: number;
}

/**
 * The phrases that shifting might bring into place: wrong where they are in the hypothesis, missing where they stand in
 * the reference, and not aligned with themselves. By place in the hypothesis, then in the reference, then by length.
 */
export function* shiftablePhrases(
  words: Int32Array,
  reference: Int32Array,
  { positions, referenceErrors, hypothesisErrors }: Alignment,
): Generator<Phrase> {
  for (let start = 0; start < words.length; start += 1) {
    const last = Math.min(reference.length - 1, start + MAX_DISTANCE);
    for (let target = Math.max(0, start - MAX_DISTANCE); target <= last; target += 1) {
      const aligned = positions[target] ?? -1;
      for (let length = 1; length <= commonLength(words, start, reference, target); length += 1) {
        if (!hasErrors(hypothesisErrors, start, length)) continue;
        if (!hasErrors(referenceErrors, target, length)) continue;
        if (start <= aligned && aligned < start + length) continue;
        yield { start, target, length };
      }
    }
  }
}

/** The places to try for a phrase: before the word it should follow, and behind the words aligned with its own. */
export function* insertionPoints(
  { target, length }: Phrase,
  positions: readonly number[],
): Generator<number> {
  let previous = -1;
  for (let offset = -1; offset < length; offset += 1) {
    const index = target + offset;
    const point = index < 0 ? 0 : (positions[index] ?? -1) + 1;
    if (point !== previous) yield point;
    previous = point;
  }
}

/**
 * Moves a phrase before word `point` of the hypothesis. A point within the phrase counts from its start: the phrase moves
 * behind that many of the words that follow it.
 *
 * @returns the words after the move, the first that differs and the one behind the last
 */
export function shifted(
  words: Int32Array,
  { start, length }: Phrase,
  point: number,
): { words: Int32Array; from: number; to: number } {
  const rest = words.length - length;
  const position = Math.min(point > start + length ? point - length : point, rest);
  const result = new Int32Array(words.length);
  result.set(words);
  const phrase = words.subarray(start, start + length);
  if (position < start) {
    result.copyWithin(position + length, position, start);
  } else {
    result.copyWithin(start, start + length, position + length);
  }
  result.set(phrase, position);
  return { words: result, from: Math.min(start, position), to: Math.max(start, position) + length };
}

function commonLength(words: Int32Array, start: number, reference: Int32Array, target: number): number {
  const limit = Math.min(MAX_LENGTH, words.length - start, reference.length - target);
  let length = 0;
  while (length < limit && words[start + length] === reference[target + length]) length += 1;
  return length;
}
