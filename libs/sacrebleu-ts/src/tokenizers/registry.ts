import { tokenizer13a } from './tokenizer-13a.js';
import { tokenizerNone } from './tokenizer-none.js';
import type { Tokenizer } from './tokenizer.js';

/** The tokenizers that can be asked for by name. A new one is a file beside this and a row here. */
const TOKENIZERS: readonly Tokenizer[] = [tokenizer13a, tokenizerNone];

/** The names `resolveTokenizer` knows. */
export function tokenizerNames(): string[] {
  return TOKENIZERS.map((tokenizer) => tokenizer.name);
}

/**
 * Finds a tokenizer by name; an object (a segmenter of one's own, say for Japanese) passes through.
 *
 * @throws RangeError for an unknown name
 */
export function resolveTokenizer(tokenizer: string | Tokenizer): Tokenizer {
  if (typeof tokenizer !== 'string') return tokenizer;
  const found = TOKENIZERS.find((candidate) => candidate.name === tokenizer);
  if (found === undefined) {
    throw new RangeError(`tokenizer: expected one of ${tokenizerNames().join(', ')}, got '${tokenizer}'`);
  }
  return found;
}
