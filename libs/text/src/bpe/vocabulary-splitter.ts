import { END_OF_WORD, type BpeMerge } from './codes.js';

/**
 * Makes a function that takes pieces of a word which are not in a vocabulary apart again, undoing merges until every
 * piece is in it or cannot be split (`apply_bpe.py --vocabulary`).
 */
export function vocabularySplitter(
  merges: readonly BpeMerge[],
  options: { readonly vocabulary: ReadonlySet<string>; readonly separator: string },
): (pieces: readonly string[]) => readonly string[] {
  const { vocabulary, separator } = options;
  // Two merges can write the same symbol: the one learned first is undone.
  const origins = new Map<string, BpeMerge>();
  const seen = new Set<string>();
  for (const merge of merges.toReversed()) {
    const key = merge.join(' ');
    // A merge listed twice keeps the place of its later line here, as in the reference.
    if (!seen.has(key)) origins.set(merge.join(''), merge);
    seen.add(key);
  }

  const allowed = (piece: string, final: boolean): boolean =>
    vocabulary.has(final ? piece : piece + separator);

  function* split(piece: string, final: boolean): Generator<string, void, undefined> {
    if (allowed(piece, final)) {
      yield piece;
      return;
    }
    const origin = origins.get(final ? piece + END_OF_WORD : piece);
    if (origin === undefined) {
      yield piece;
      return;
    }
    const [left, right] = origin;
    yield* split(left, false);
    yield* split(final ? right.slice(0, -END_OF_WORD.length) : right, final);
  }

  return (pieces) => pieces.flatMap((piece, i) => [...split(piece, i === pieces.length - 1)]);
}
