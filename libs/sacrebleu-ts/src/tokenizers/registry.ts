import { tokenizer13a } from './tokenizer-13a.js';
import { tokenizerChar } from './tokenizer-char.js';
import { tokenizerIntl } from './tokenizer-intl.js';
import { tokenizerNone } from './tokenizer-none.js';
import { tokenizerZh } from './tokenizer-zh.js';
import type { Tokenizer } from './tokenizer.js';

/** The tokenizers that can be asked for by name. A new one is a file beside this and a row here. */
const TOKENIZERS: readonly Tokenizer[] = [
  tokenizer13a,
  tokenizerChar,
  tokenizerIntl,
  tokenizerNone,
  tokenizerZh,
];

/** sacreBLEU's tokenizers that cannot be had without a dictionary or a trained model, and what each needs. */
const NEEDS: ReadonlyMap<string, string> = new Map([
  ['ja-mecab', 'the MeCab dictionary for Japanese'],
  ['ko-mecab', 'the MeCab dictionary for Korean'],
  ['spm', 'the SentencePiece model of FLORES-101'],
  ['flores101', 'the SentencePiece model of FLORES-101'],
  ['flores200', 'the SentencePiece model of FLORES-200'],
  ['spBLEU-1K', 'the SentencePiece model of spBLEU-1K'],
]);

/** What sacreBLEU uses for a target language when no tokenizer is named; every other language has `13a`. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['zh', 'zh'],
  ['ja', 'ja-mecab'],
  ['ko', 'ko-mecab'],
]);

/** The names `resolveTokenizer` knows. */
export function tokenizerNames(): string[] {
  return TOKENIZERS.map((tokenizer) => tokenizer.name);
}

/** The name of the tokenizer for a target language (`de`, `zh`), as sacreBLEU chooses it. */
export function tokenizerForLanguage(language: string): string {
  return LANGUAGES.get(language) ?? '13a';
}

/**
 * Finds a tokenizer by name; an object (a segmenter of one's own, say for Japanese) passes through.
 *
 * @throws RangeError for an unknown name, or one whose tokenizer needs a model
 */
export function resolveTokenizer(tokenizer: string | Tokenizer): Tokenizer {
  if (typeof tokenizer !== 'string') return tokenizer;
  const found = TOKENIZERS.find((candidate) => candidate.name === tokenizer);
  if (found !== undefined) return found;
  const need = NEEDS.get(tokenizer);
  if (need !== undefined) {
    throw new RangeError(
      `tokenizer: '${tokenizer}' needs ${need}, which is not part of this package; pass { name: '${tokenizer}', tokenize } or text that is tokenised already`,
    );
  }
  throw new RangeError(`tokenizer: expected one of ${tokenizerNames().join(', ')}, got '${tokenizer}'`);
}
