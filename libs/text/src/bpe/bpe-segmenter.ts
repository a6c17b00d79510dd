import { END_OF_WORD, type BpeMerge } from './codes.js';
import { vocabularySplitter } from './vocabulary-splitter.js';

/** Ends every piece of a word but the last. */
export const BPE_SEPARATOR = '@@';

export interface BpeSegmenterOptions {
  /**
   * The pieces that may be written, as {@link parseVocabulary} reads them (those inside a word end in `@@`). Others are
   * taken apart again as far as the merges allow. An empty set allows everything, as in the reference.
   */
  readonly vocabulary?: ReadonlySet<string>;
  /** Words remembered with their pieces; when they are more, all are forgotten. Default 2^18, some 50 MB. */
  readonly remember?: number;
}

/**
 * Makes the function that `apply_bpe.py -c codes` is: words divided by spaces in, pieces divided by spaces out. Spaces
 * at both ends stay, double spaces between words do not. Words are remembered, so most of a corpus costs a look-up.
 */
export function bpeSegmenter(
  merges: readonly BpeMerge[],
  options: BpeSegmenterOptions = {},
): (line: string) => string {
  // The first of equal merges counts.
  const ranks = new Map<string, number>();
  for (const [rank, [first, second]] of merges.entries()) {
    const key = `${first} ${second}`;
    if (!ranks.has(key)) ranks.set(key, rank);
  }
  const { vocabulary, remember = 2 ** 18 } = options;
  const restrict =
    vocabulary !== undefined && vocabulary.size > 0
      ? vocabularySplitter(merges, { vocabulary, separator: BPE_SEPARATOR })
      : (pieces: readonly string[]) => pieces;
  const known = new Map<string, string>();

  const segmentWord = (word: string): string => {
    const remembered = known.get(word);
    if (remembered !== undefined) return remembered;
    const characters = Array.from(word);
    const pieces = characters.length === 1 ? characters : restrict(mergeSymbols(characters, ranks));
    const segmented = pieces.join(`${BPE_SEPARATOR} `);
    if (known.size >= remember) known.clear();
    known.set(word, segmented);
    return segmented;
  };

  return (line) => {
    const start = /^[\r\n ]*/.exec(line)?.[0] ?? '';
    if (start.length === line.length) return line;
    const end = /[\r\n ]*$/.exec(line)?.[0] ?? '';
    const words = line.slice(start.length, line.length - end.length).split(' ');
    const segmented = words.filter((word) => word !== '').map(segmentWord);
    return `${start}${segmented.join(' ')}${end}`;
  };
}

/** Joins neighbours until no pair is a known merge, at each turn all places of the pair that was learned first. */
function mergeSymbols(characters: readonly string[], ranks: ReadonlyMap<string, number>): readonly string[] {
  let symbols = characters.map((character, i) =>
    i === characters.length - 1 ? character + END_OF_WORD : character,
  );
  while (symbols.length > 1) {
    let bestRank = Infinity;
    let bestFirst = '';
    let bestSecond = '';
    let first = symbols[0] ?? '';
    for (const second of symbols.slice(1)) {
      const rank = ranks.get(`${first} ${second}`) ?? Infinity;
      if (rank < bestRank) {
        bestRank = rank;
        bestFirst = first;
        bestSecond = second;
      }
      first = second;
    }
    if (bestRank === Infinity) break;
    const joined: string[] = [];
    for (let i = 0; i < symbols.length; i++) {
      const symbol = symbols[i] ?? '';
      if (symbol === bestFirst && symbols[i + 1] === bestSecond) {
        joined.push(bestFirst + bestSecond);
        i++;
      } else {
        joined.push(symbol);
      }
    }
    symbols = joined;
  }
  const last = symbols.at(-1) ?? '';
  return [...symbols.slice(0, -1), last.slice(0, -END_OF_WORD.length)];
}
