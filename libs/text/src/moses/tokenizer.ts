import { ALPHANUMERIC, PERL_SPACE } from '../unicode.js';
import type { LanguageRules } from './language-rules.js';
import { languageRules, type MosesLanguage } from './languages.js';

export interface MosesTokenizerOptions {
  readonly language: MosesLanguage;
  /** `-a`: a hyphen between letters or digits becomes ` @-@ `. Default false. */
  readonly aggressiveHyphens?: boolean;
  /** `&`, `|`, `<`, `>`, quotes and square brackets become entities; false is `-no-escape`. Default true. */
  readonly escape?: boolean;
}

const BLANK = new RegExp(`^[${PERL_SPACE}]*$`);
const SPACES = new RegExp(`[${PERL_SPACE}]+`, 'g');
const CONTROLS = /(?![\x7f-\x9f])\p{Cc}/gu;
const SPECIAL = new RegExp(`[^${ALPHANUMERIC} .'\`,-]`, 'gu');
const HYPHEN = new RegExp(`([${ALPHANUMERIC}])-(?=[${ALPHANUMERIC}])`, 'gu');
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '|': '&#124;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
  '[': '&#91;',
  ']': '&#93;',
};

/**
 * Makes the function that `tokenizer.perl -l language` is: one line in, its tokens joined by single spaces out. A blank
 * line comes back as it is; a line that ends in a period and an apostrophe keeps one space at its end.
 */
export function mosesTokenizer(options: MosesTokenizerOptions): (line: string) => string {
  const rules = languageRules(options.language);
  const { aggressiveHyphens = false, escape = true } = options;
  return (line) => {
    if (BLANK.test(line)) return line;
    let text = line.replace(SPACES, ' ').replace(CONTROLS, '').replace(/ +/g, ' ').replace(/^ | $/g, '');
    text = text.replace(SPECIAL, ' $& ');
    if (aggressiveHyphens) text = text.replace(HYPHEN, '$1 @-@ ');
    const hasDots = text.includes('..') || text.includes('DOTMULTI');
    if (hasDots) text = hideDots(text);
    if (text.includes(',')) text = splitCommas(text);
    if (text.includes("'")) text = splitApostrophes(text, rules.apostrophe);
    text = splitPeriods(text, rules);
    text = text.replace(/\.' ?$/, " . ' ");
    if (hasDots) text = showDots(text);
    return escape ? text.replace(/[&|<>'"[\]]/g, (character) => ENTITIES[character] ?? character) : text;
  };
}

/**
 * Runs of periods become words without a period, so that the rules below leave them whole. The reference's own
 * placeholder is used, because a text that contains it must come out as it does there.
 */
function hideDots(text: string): string {
  let hidden = text.replace(/\.(\.+)/g, ' DOTMULTI$1');
  while (hidden.includes('DOTMULTI.')) {
    hidden = hidden.replace(/DOTMULTI\.([^.])/gu, 'DOTDOTMULTI $1').replace(/DOTMULTI\./g, 'DOTDOTMULTI');
  }
  return hidden;
}

function showDots(text: string): string {
  let shown = text;
  while (shown.includes('DOTDOTMULTI')) shown = shown.replaceAll('DOTDOTMULTI', 'DOTMULTI.');
  return shown.replaceAll('DOTMULTI', '.');
}

/** Commas are tokens, except between two numerals ("5,300"). */
function splitCommas(text: string): string {
  return text
    .replace(/(\P{N}),/gu, '$1 , ')
    .replace(/,(\P{N})/gu, ' , $1')
    .replace(/(\p{N}),$/u, '$1 ,');
}

function splitApostrophes(text: string, goesWith: LanguageRules['apostrophe']): string {
  if (goesWith === 'neither') return text.replaceAll("'", " ' ");
  const apart = text.replace(/(\P{Alphabetic})'(\P{Alphabetic})/gu, "$1 ' $2");
  if (goesWith === 'after') {
    return apart
      .replace(/([^\p{Alphabetic}\p{N}])'(\p{Alphabetic})/gu, "$1 ' $2")
      .replace(/(\p{Alphabetic})'(\P{Alphabetic})/gu, "$1 ' $2")
      .replace(/(\p{Alphabetic})'(\p{Alphabetic})/gu, "$1 '$2")
      .replace(/(\p{N})'(s)/gu, "$1 '$2");
  }
  return apart
    .replace(/(\P{Alphabetic})'(\p{Alphabetic})/gu, "$1 ' $2")
    .replace(/(\p{Alphabetic})'(\P{Alphabetic})/gu, "$1 ' $2")
    .replace(/(\p{Alphabetic})'(\p{Alphabetic})/gu, "$1' $2");
}

/** Splits off a word's final period unless the word is an abbreviation where it stands; joins with single spaces. */
function splitPeriods(text: string, rules: LanguageRules): string {
  const parts = text.split(' ');
  while (parts.at(-1) === '') parts.pop();
  const tokens: string[] = [];
  for (const [i, word] of parts.entries()) {
    if (word === '') continue;
    if (word.length < 2 || !word.endsWith('.')) {
      tokens.push(word);
    } else {
      const stem = word.slice(0, -1);
      // The word after next is not looked at, even when an empty one stands between: so it is in the reference.
      tokens.push(keepsPeriod(stem, parts[i + 1], rules) ? word : `${stem} .`);
    }
  }
  return tokens.join(' ');
}

function keepsPeriod(stem: string, next: string | undefined, rules: LanguageRules): boolean {
  if (next === undefined) return false;
  if (stem.includes('.') && /\p{Alphabetic}/u.test(stem)) return true;
  if (rules.nonBreaking.has(stem) || /^\p{Lowercase}/u.test(next)) return true;
  return rules.nonBreakingBeforeDigit.has(stem) && /^[0-9]/.test(next);
}
