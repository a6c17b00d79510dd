import { splitOnWhitespace } from '../whitespace.js';

/** ASCII symbols that always stand alone: all but the letters and digits and `' , - .`, which need context. */
const SYMBOL = /([ -&(-+:-@[-`{-~/])/gu;
const PERIOD_OR_COMMA_AFTER_NON_DIGIT = /([^0-9])([.,])/gu;
const PERIOD_OR_COMMA_BEFORE_NON_DIGIT = /([.,])([^0-9])/gu;
const DASH_AFTER_DIGIT = /([0-9])(-)/gu;

/**
 * The punctuation rules for Western languages that mteval-v13a and sacreBLEU's `zh` share: symbols stand alone, periods
 * and commas too unless between digits, a dash after a digit is cut off. The rules apply one after the other; each sees
 * the spaces the earlier ones put in.
 */
export function splitWesternPunctuation(line: string): string[] {
  return splitOnWhitespace(
    line
      .replace(SYMBOL, ' $1 ')
      .replace(PERIOD_OR_COMMA_AFTER_NON_DIGIT, '$1 $2 ')
      .replace(PERIOD_OR_COMMA_BEFORE_NON_DIGIT, ' $1 $2')
      .replace(DASH_AFTER_DIGIT, '$1 $2 '),
  );
}
