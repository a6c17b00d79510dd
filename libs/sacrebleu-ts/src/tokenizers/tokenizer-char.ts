import { splitOnWhitespace } from '../whitespace.js';
import type { Tokenizer } from './tokenizer.js';

/** Every character (code point) that is no white space is a token. */
export const tokenizerChar: Tokenizer = {
  name: 'char',
  tokenize: (segment) => splitOnWhitespace(segment).flatMap((word) => [...word]),
};
