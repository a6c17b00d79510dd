import { describe, expect, it } from 'vitest';
import { goldenJson } from '../testing/golden.js';
import { randomLines } from '../testing/random-text.js';
import { lowercase, removeNonPrinting } from './clean-text.js';
import { mosesDetokenizer } from './detokenizer.js';
import { MOSES_LANGUAGES, parseMosesLanguage } from './languages.js';
import { punctuationNormalizer } from './punctuation-normalizer.js';
import { mosesTokenizer } from './tokenizer.js';

const withoutSpaces = (line: string): string => line.replace(/[\s\x85]/g, '');
const lines = randomLines(7, 400, 'aBé1.,\'"-&|[]<>()%$„“…中😀:s');
const golden = goldenJson('moses/tokenize.json');

describe.each(MOSES_LANGUAGES)('Moses properties, language %s', (language) => {
  const tokenize = mosesTokenizer({ language });
  const tokenizePlain = mosesTokenizer({ language, escape: false });
  const detokenize = mosesDetokenizer({ language });

  it('tokenising moves nothing but spaces', () => {
    for (const line of lines) expect(withoutSpaces(tokenizePlain(line))).toBe(withoutSpaces(line));
  });

  it('tokens are divided by single spaces, but for the period and apostrophe that end a line', () => {
    for (const line of lines) expect(tokenize(line).replace(/ *\. &apos; $/, '')).toMatch(/^(\S+( \S+)*)?$/);
  });

  it('detokenising gives back every character that tokenising escaped', () => {
    for (const line of lines) {
      if (!/^<.+>$/.test(line)) expect(withoutSpaces(detokenize(tokenize(line)))).toBe(withoutSpaces(line));
    }
  });

  it('hyphens that were split come together again', () => {
    const tokenizeA = mosesTokenizer({ language, aggressiveHyphens: true });
    expect(tokenizeA('a-b-c 1-2')).toBe('a @-@ b @-@ c 1 @-@ 2');
    expect(detokenize(tokenizeA('a-b-c 1-2'))).toBe('a-b-c 1-2');
  });

  it('plain sentences survive tokenising and detokenising', () => {
    // There are no reference lines of Chinese.
    const inputs = language === 'zh' ? [] : golden.at(language).at('input').strings();
    const plain = inputs.filter((line) => /^[\p{L} ,]+\.$/u.test(line));
    for (const line of [...plain, 'Ab cd, ef gh.']) expect(detokenize(tokenize(line))).toBe(line);
  });
});

describe('details of the perl scripts', () => {
  const tokenize = mosesTokenizer({ language: 'en' });

  it('knows whitespace as Perl does: U+0085 divides, U+FEFF does not', () => {
    expect(tokenize('a\u0085b\u00a0c\u3000d')).toBe('a b c d');
    expect(tokenize('a\ufeffb')).toBe('a \ufeff b');
  });

  it('drops control characters, after those that are whitespace have become spaces', () => {
    expect(tokenize('a\u0001b\tc\u000bd')).toBe('ab c d');
  });

  it('lets its own placeholder through as the reference does', () => {
    expect(tokenize('aDOTMULTIb')).toBe('a.b');
  });

  it('does not take words of Object.prototype for abbreviations', () => {
    expect(tokenize('constructor. Then')).toBe('constructor . Then');
  });

  it('lowers a final sigma like any other', () => {
    expect(lowercase('ΟΔΟΣ İ ẞ Ǆ')).toBe('οδοσ i\u0307 ß ǆ');
  });

  it('writes a space for each character that does not print', () => {
    expect(removeNonPrinting('a\u0000\u200b\ufeff\tb\ue000\u{e0001}c')).toBe('a    b  c');
  });

  it.each<['en' | 'de' | 'fr', string, string]>([
    ['en', '1\u00a0000 «\u00a0x\u00a0» ,', '1.000 "x" ,'],
    ['de', '1\u00a0000', '1,000'],
    ['en', '"a", "b".', '"a," "b."'],
    ['de', '"a," "b."', '"a", "b".'],
    ['fr', 'oui\u00a0! 5\u00a0% 3\u00a0cm\u00a0;\r', 'oui! 5% 3 cm;'],
    ['en', "``x'' ( y ) . it’s", ' " x " (y). it\'s'],
  ])('normalises punctuation, %s: %j', (language, line, expected) => {
    expect(punctuationNormalizer({ language })(line)).toBe(expected);
  });

  it('refuses a language without rules', () => {
    expect(parseMosesLanguage('de')).toBe('de');
    expect(() => parseMosesLanguage('xx')).toThrow(
      'parseMosesLanguage: expected one of de, en, es, fr, zh, got "xx"',
    );
  });
});
