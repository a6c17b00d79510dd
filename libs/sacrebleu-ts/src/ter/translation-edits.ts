import { alignmentOf } from './alignment.js';
import { createEditDistance, type EditDistance } from './edit-distance.js';
import { insertionPoints, shiftablePhrases, shifted, type Phrase } from './shifts.js';

/** After so many shifts tried in a segment the search ends (sacreBLEU's limit), the last round's find unused. */
const MAX_CANDIDATES = 1000;

/** A shift that was tried. */
interface Candidate {
  readonly words: Int32Array;
  /** Edits that the shift saves. */
  readonly gain: number;
  readonly phrase: Phrase;
  readonly point: number;
}

/**
 * The number of edits that turn a hypothesis into a reference, where shifting a phrase counts as one (Snover et al. 2006,
 * section 2): as tercom, the shift that saves most is done again and again until none saves any.
 *
 * @param hypothesis [N] word numbers
 * @param reference [M] word numbers
 */
export function translationEdits(hypothesis: Int32Array, reference: Int32Array): number {
  if (reference.length === 0) return hypothesis.length;
  const distances = createEditDistance(reference, hypothesis.length);
  let words = hypothesis;
  let shifts = 0;
  let tried = 0;
  for (;;) {
    const { distance, steps } = distances.setBase(words);
    if (distance === 0) return shifts;
    let best: Candidate | undefined;
    const alignment = alignmentOf(steps);
    for (const phrase of shiftablePhrases(words, reference, alignment)) {
      for (const point of insertionPoints(phrase, alignment.positions)) {
        const candidate = tryShift(words, distances, { phrase, point, distance });
        tried += 1;
        if (best === undefined || isBetter(candidate, best)) best = candidate;
      }
      if (tried >= MAX_CANDIDATES) break;
    }
    if (tried >= MAX_CANDIDATES || best === undefined || best.gain <= 0) return shifts + distance;
    words = best.words;
    shifts += 1;
  }
}

function tryShift(
  words: Int32Array,
  distances: EditDistance,
  { phrase, point, distance }: { readonly phrase: Phrase; readonly point: number; readonly distance: number },
): Candidate {
  const shift = shifted(words, phrase, point);
  const gain = distance - distances.distance(shift.words, shift.from, shift.to);
  return { words: shift.words, gain, phrase, point };
}

/** tercom's ranking: the greatest gain, the longest phrase, the earliest phrase, the earliest point. */
function isBetter(candidate: Candidate, best: Candidate): boolean {
  if (candidate.gain !== best.gain) return candidate.gain > best.gain;
  const phrase = candidate.phrase;
  if (phrase.length !== best.phrase.length) return phrase.length > best.phrase.length;
  if (phrase.start !== best.phrase.start) return phrase.start < best.phrase.start;
  return candidate.point < best.point;
}
