import { splitOnWhitespace } from '../whitespace.js';
import type { Tokenizer } from './tokenizer.js';

const PUNCTUATION_AFTER_NON_NUMBER = /(\P{N})(\p{P})/gu;
const PUNCTUATION_BEFORE_NON_NUMBER = /(\p{P})(\P{N})/gu;
const SYMBOL = /(\p{S})/gu;

/**
 * The international tokenization of NIST's mteval-v14: punctuation of any script stands apart unless a number (of any
 * script) is next to it, symbols always stand alone. Its categories are those of the Unicode version that the JavaScript
 * engine knows, so characters newer than the engine count as letters.
 */
export const tokenizerIntl: Tokenizer = {
  name: 'intl',
  tokenize: (segment) =>
    splitOnWhitespace(
      segment
        .replace(PUNCTUATION_AFTER_NON_NUMBER, '$1 $2 ')
        .replace(PUNCTUATION_BEFORE_NON_NUMBER, ' $1 $2')
        .replace(SYMBOL, ' $1 '),
    ),
};
