import { languageRules, type MosesLanguage } from './languages.js';

export interface PunctuationNormalizerOptions {
  readonly language: MosesLanguage;
}

type Rule = readonly [pattern: RegExp, replacement: string];

/** Applied in this order; a later rule sees what an earlier one wrote. `\xa0` is the no-break space. */
const RULES: readonly Rule[] = [
  [/\r/g, ''],
  [/\(/g, ' ('],
  [/\)/g, ') '],
  [/ +/g, ' '],
  [/\) ([.!:?;,])/g, ')$1'],
  [/\( /g, '('],
  [/ \)/g, ')'],
  [/([0-9]) %/g, '$1%'],
  [/ :/g, ':'],
  [/ ;/g, ';'],
  [/`/g, "'"],
  [/''/g, ' " '],
  [/[„“”]/g, '"'],
  [/–/g, '-'],
  [/—/g, ' - '],
  [/ +/g, ' '],
  [/´/g, "'"],
  [/([A-Za-z])‘([A-Za-z])/g, "$1'$2"],
  [/([A-Za-z])’([A-Za-z])/g, "$1'$2"],
  [/[‘‚]/g, "'"],
  [/’/g, '"'],
  [/''/g, '"'],
  [/…/g, '...'],
  [/\xa0«\xa0/g, ' "'],
  [/«\xa0?/g, '"'],
  [/\xa0»\xa0/g, '" '],
  [/\xa0?»/g, '"'],
  [/\xa0([%:?!;])/g, '$1'],
  [/nº\xa0/g, 'nº '],
  [/\xa0(ºC|cm)/g, ' $1'],
  [/,\xa0/g, ', '],
  [/ +/g, ' '],
];

/**
 * Makes the function that `normalize-punctuation.perl -l language` is: typographic quotes, dashes, ellipses and
 * no-break spaces become ASCII, spaces around brackets and before punctuation are set right.
 */
export function punctuationNormalizer(options: PunctuationNormalizerOptions): (line: string) => string {
  const { commaAtQuote, digitJoiner } = languageRules(options.language);
  return (line) => {
    // The script works on lines with their line break, and one of its rules matches that character.
    let text = `${line}\n`;
    for (const [pattern, replacement] of RULES) text = text.replace(pattern, replacement);
    if (commaAtQuote === 'inside') {
      text = text.replace(/"([,.]+)/g, '$1"');
    } else {
      text = text.replaceAll(',"', '",').replace(/(\.+)"([\t-\r ]*[^<])/gu, '"$1$2');
    }
    return text.replace(/([0-9])\xa0([0-9])/g, `$1${digitJoiner}$2`).replace(/\n$/, '');
  };
}
