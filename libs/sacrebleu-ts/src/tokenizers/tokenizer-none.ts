import { splitOnWhitespace } from '../whitespace.js';
import type { Tokenizer } from './tokenizer.js';

/** For text that is tokenised already: white space alone separates tokens. */
export const tokenizerNone: Tokenizer = { name: 'none', tokenize: splitOnWhitespace };
