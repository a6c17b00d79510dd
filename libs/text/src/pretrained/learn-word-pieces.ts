import { Tokenizer } from '@huggingface/tokenizers';
import { BPE_SEPARATOR, bpeSegmenter } from '../bpe/bpe-segmenter.js';
import { learnBpe } from '../bpe/learn-bpe.js';
import { compareCodePoints } from '../unicode.js';
import { BERT_SPECIAL_TOKENS, wordPieceJson } from './wordpiece-files.js';

const PREFIX = '##';

/** Makes the function that divides a text into words as BERT does before it looks for pieces. */
export function bertWords({ lowercase }: { readonly lowercase: boolean }): (text: string) => string[] {
  const { normalizer, pre_tokenizer: divider } = new Tokenizer(
    wordPieceJson(BERT_SPECIAL_TOKENS.join('\n'), lowercase),
    {},
  );
  return (text) => divider?.pre_tokenize(normalizer?.normalize(text) ?? text) ?? [];
}

export interface LearnWordPiecesOptions {
  /** Most entries, special tokens included. */
  readonly size: number;
}

/**
 * A WordPiece vocabulary from word counts, an entry for a line of `vocab.txt`: special tokens, every character in both
 * positions, then the most frequent pieces that byte-pair merges divide the words into. (Google's own program was never
 * published; merges of the most frequent pairs are what its successors use.)
 *
 * @throws RangeError when the characters alone are more than `size`
 */
export function learnWordPieces(
  counts: ReadonlyMap<string, number>,
  { size }: LearnWordPiecesOptions,
): string[] {
  const characters = new Set([...counts.keys()].flatMap((word) => Array.from(word)));
  const basic = [...characters].sort(compareCodePoints).flatMap((each) => [each, `${PREFIX}${each}`]);
  const vocabulary = new Set<string>([...BERT_SPECIAL_TOKENS, ...basic]);
  if (vocabulary.size > size) {
    throw new RangeError(
      `learnWordPieces: expected a size of at least ${vocabulary.size} for these characters, got ${size}`,
    );
  }
  const segment = bpeSegmenter(learnBpe(counts, { merges: size }));
  const pieces = new Map<string, number>();
  for (const [word, count] of counts) {
    segment(word)
      .split(' ')
      .forEach((piece, at) => {
        const text = piece.endsWith(BPE_SEPARATOR) ? piece.slice(0, -BPE_SEPARATOR.length) : piece;
        const entry = at === 0 ? text : `${PREFIX}${text}`;
        pieces.set(entry, (pieces.get(entry) ?? 0) + count);
      });
  }
  const frequent = [...pieces].sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b));
  for (const [piece] of frequent) {
    if (vocabulary.size >= size) break;
    vocabulary.add(piece);
  }
  return [...vocabulary];
}
