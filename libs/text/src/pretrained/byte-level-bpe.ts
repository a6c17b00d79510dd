import { learnBpe } from '../bpe/learn-bpe.js';
import { ROBERTA_SPECIAL_TOKENS } from './byte-level-files.js';
import type { TokenizerFiles } from './pretrained-tokenizer.js';

/** What GPT-2's byte-level encoding cuts a text into before pieces are merged; a word takes the space before it along. */
const PIECES = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** The printable character that stands for each byte: itself where it is one, else one of those after U+00FF in order. */
function byteCharacters(): string[] {
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  return Array.from({ length: 0x100 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}

const CHARACTERS = byteCharacters();
const encoder = new TextEncoder();

/** A text as the words that byte-level merges are learned on, each byte one character. */
export function byteLevelWords(text: string): string[] {
  return (text.match(PIECES) ?? []).map((piece) =>
    Array.from(encoder.encode(piece), (byte) => CHARACTERS[byte] ?? '').join(''),
  );
}

/**
 * Learns a byte-level BPE on word counts (of `byteLevelWords`) and gives its files as RoBERTa's and BART's are: special
 * tokens first, `<mask>` last, all 256 bytes, then one token a merge.
 */
export function learnByteLevelBpe(
  wordCounts: ReadonlyMap<string, number>,
  merges: number,
): TokenizerFiles & { readonly 'vocab.json': string; readonly 'merges.txt': string } {
  const learned = learnBpe(wordCounts, { merges, endOfWord: '' });
  const [start, padding, end, unknown, mask] = ROBERTA_SPECIAL_TOKENS;
  // Two ways to the same token are one token.
  const tokens = new Set([
    start,
    padding,
    end,
    unknown,
    ...CHARACTERS,
    ...learned.map((pair) => pair.join('')),
    mask,
  ]);
  const vocabulary = Object.fromEntries([...tokens].map((token, id) => [token, id]));
  return {
    'vocab.json': JSON.stringify(vocabulary),
    'merges.txt': ['#version: 0.2', ...learned.map((pair) => pair.join(' ')), ''].join('\n'),
  };
}
