import { trimWhitespace } from '../whitespace.js';
import type { Tokenizer } from './tokenizer.js';
import { splitWesternPunctuation } from './western-punctuation.js';

/**
 * What `zh` treats as a Chinese character, found by asking sacreBLEU 2.6.0 about every code point: ideographs, radicals,
 * strokes, Bopomofo and punctuation of East Asian text. U+2060 to U+2A6D (symbols of every kind) were surely not meant
 * (ideographs U+20000 to U+2A6D6 were, and are missing), but scores depend on them.
 */
const CHINESE =
  /([\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2a6d\u2e80-\u2fdf\u2ff0-\u2fff\u3001-\u303f\u3100-\u312f\u31a0-\u31ef\u3200-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef])/gu;

/** Chinese: every Chinese character is a token, the rest is cut as Western text is. */
export const tokenizerZh: Tokenizer = {
  name: 'zh',
  tokenize: (segment) => splitWesternPunctuation(trimWhitespace(segment).replace(CHINESE, ' $1 ')),
};
