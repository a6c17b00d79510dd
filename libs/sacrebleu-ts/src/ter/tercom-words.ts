import { splitOnWhitespace, trimEndWhitespace } from '../whitespace.js';
import type { ResolvedTerOptions } from './options.js';

type Rule = readonly [pattern: RegExp | string, replacement: string];

/** tercom's normalisation of Western text, rule after rule, on text with a space at both ends. */
const WESTERN: readonly Rule[] = [
  ['\n-', ''],
  ['\n', ' '],
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  [/([ -&(-+:-@[-`{-~/])/gu, ' $1 '],
  ["'s ", " 's "],
  [/([^0-9])([.,])/gu, '$1 $2 '],
  [/([.,])([^0-9])/gu, ' $1 $2'],
  [/([0-9])(-)/gu, '$1 $2 '],
];

/** Ideographs, radicals, strokes and enclosed or compatibility forms stand alone; kana stay in their words. */
const ASIAN_CHARACTER =
  /([\u2e80-\u2eff\u31c0-\u31ef\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f])/gu;
const ASIAN_PUNCTUATION =
  /([\u3001\u3002\u3008-\u3011\u3014-\u301f\u30fb\uff01\uff02\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff61-\uff65])/gu;
const PUNCTUATION = /[.,?:;!"()]/gu;

/**
 * The words of a segment that TER compares, as tercom cuts them: lower-cased, and split at white space after what the
 * options ask for.
 */
export function tercomWords(segment: string, options: ResolvedTerOptions): string[] {
  let line = trimEndWhitespace(segment);
  if (line === '') return [];
  if (!options.caseSensitive) line = line.toLowerCase();
  if (options.normalized) {
    line = WESTERN.reduce(
      (text, [pattern, replacement]) => text.replaceAll(pattern, replacement),
      ` ${line} `,
    );
    if (options.asianSupport) {
      line = line.replace(ASIAN_CHARACTER, ' $1 ').replace(ASIAN_PUNCTUATION, ' $1 ');
    }
  }
  if (options.noPunctuation) {
    line = line.replace(PUNCTUATION, '');
    if (options.asianSupport) line = line.replace(ASIAN_PUNCTUATION, '');
  }
  return splitOnWhitespace(line);
}
