import { splitOnWhitespace } from '../whitespace.js';

const ASCII_PUNCTUATION = new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');

/**
 * The words that chrF++ counts: pieces between white space, with one ASCII punctuation mark cut off their end or, where
 * there is none, off their beginning. `(hi)` becomes `(hi` and `)`, as in Popovic's program.
 */
export function chrfWords(segment: string): string[] {
  return splitOnWhitespace(segment).flatMap((word) => {
    const last = word.slice(-1);
    if (word.length === 1 || isOneCharacter(word)) return [word];
    if (ASCII_PUNCTUATION.has(last)) return [word.slice(0, -1), last];
    const first = word.slice(0, 1);
    return ASCII_PUNCTUATION.has(first) ? [first, word.slice(1)] : [word];
  });
}

/** Whether a word is a single code point outside the basic plane. */
function isOneCharacter(word: string): boolean {
  return word.length === 2 && (word.codePointAt(0) ?? 0) > 0xffff;
}
