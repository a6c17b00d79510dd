import { createNgramMatcher } from '../ngrams/clipped-matches.js';
import { createInterner } from '../ngrams/intern.js';
import { splitOnWhitespace } from '../whitespace.js';
import type { ResolvedChrfOptions } from './options.js';
import { scoreChrfStatistics, type ChrfStatistics } from './score.js';
import { chrfWords } from './words.js';

/** The two sequences of a segment whose n-grams are counted. */
interface Sequences {
  readonly characters: Int32Array;
  readonly words: Int32Array;
}

/**
 * Makes the counting of one segment against its references: of the references, the one whose score is best counts (the
 * first of equals).
 */
export function createChrfCounter(
  options: ResolvedChrfOptions,
): (hypothesis: string, references: readonly string[]) => ChrfStatistics {
  const matcher = createNgramMatcher();
  const { charOrder, wordOrder } = options;

  function compare(hypothesis: Sequences, reference: Sequences): ChrfStatistics {
    return joined(
      counted(hypothesis.characters, reference.characters, charOrder),
      counted(hypothesis.words, reference.words, wordOrder),
    );
  }

  function counted(hypothesis: Int32Array, reference: Int32Array, maxOrder: number): ChrfStatistics {
    const inReference = ngramsByOrder(reference.length, maxOrder);
    return {
      // An order that the reference is too short for does not count against the hypothesis.
      hypothesis: ngramsByOrder(hypothesis.length, maxOrder).map((count, index) =>
        inReference[index] === 0 ? 0 : count,
      ),
      reference: inReference,
      matches: matcher(hypothesis, [reference], maxOrder),
    };
  }

  return (hypothesis, references) => {
    const read = createReader(options);
    const own = read(hypothesis);
    let best: ChrfStatistics | undefined;
    let bestScore = -1;
    for (const reference of references) {
      const statistics = compare(own, read(reference));
      const { score } = scoreChrfStatistics(statistics, options, 'double');
      if (score > bestScore) {
        bestScore = score;
        best = statistics;
      }
    }
    if (best === undefined) throw new RangeError('chrf: expected at least one reference, got none');
    return best;
  };
}

/** Reads text into sequences of numbers that compare within one segment. */
function createReader({
  lowercase,
  whitespace,
  wordOrder,
}: ResolvedChrfOptions): (text: string) => Sequences {
  const internCharacters = createInterner<string>();
  const internWords = createInterner<string>();
  return (text) => {
    const line = lowercase ? text.toLowerCase() : text;
    return {
      characters: internCharacters([...(whitespace ? line : splitOnWhitespace(line).join(''))]),
      words: internWords(wordOrder > 0 ? chrfWords(line) : []),
    };
  };
}

function ngramsByOrder(length: number, maxOrder: number): number[] {
  return Array.from({ length: maxOrder }, (_, index) => Math.max(0, length - index));
}

function joined(left: ChrfStatistics, right: ChrfStatistics): ChrfStatistics {
  return {
    hypothesis: [...left.hypothesis, ...right.hypothesis],
    reference: [...left.reference, ...right.reference],
    matches: [...left.matches, ...right.matches],
  };
}
