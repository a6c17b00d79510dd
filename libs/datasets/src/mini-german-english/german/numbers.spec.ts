import { describe, expect, it } from 'vitest';
import { englishNumber, englishOrdinal } from '../english/numbers.js';
import { germanNumber, germanOrdinalStem } from './numbers.js';

describe('numbers in words', () => {
  it.each([
    [0, 'null', 'zero'],
    [1, 'eins', 'one'],
    [7, 'sieben', 'seven'],
    [11, 'elf', 'eleven'],
    [12, 'zwölf', 'twelve'],
    [16, 'sechzehn', 'sixteen'],
    [17, 'siebzehn', 'seventeen'],
    [20, 'zwanzig', 'twenty'],
    [21, 'einundzwanzig', 'twenty-one'],
    [23, 'dreiundzwanzig', 'twenty-three'],
    [30, 'dreißig', 'thirty'],
    [66, 'sechsundsechzig', 'sixty-six'],
    [77, 'siebenundsiebzig', 'seventy-seven'],
    [100, 'hundert', 'one hundred'],
    [101, 'hunderteins', 'one hundred and one'],
    [112, 'hundertzwölf', 'one hundred and twelve'],
    [175, 'hundertfünfundsiebzig', 'one hundred and seventy-five'],
    [200, 'zweihundert', 'two hundred'],
    [999, 'neunhundertneunundneunzig', 'nine hundred and ninety-nine'],
    [1000, 'tausend', 'one thousand'],
    [1001, 'tausendeins', 'one thousand and one'],
    [1100, 'tausendeinhundert', 'one thousand one hundred'],
    [1234, 'tausendzweihundertvierunddreißig', 'one thousand two hundred and thirty-four'],
    [2100, 'zweitausendeinhundert', 'two thousand one hundred'],
    [6021, 'sechstausendeinundzwanzig', 'six thousand and twenty-one'],
    [9999, 'neuntausendneunhundertneunundneunzig', 'nine thousand nine hundred and ninety-nine'],
  ])('%i', (value, german, english) => {
    expect([germanNumber(value), englishNumber(value)]).toEqual([german, english]);
  });

  it('gives every number from 0 to 9999 its own words', () => {
    const all = Array.from({ length: 10_000 }, (_, value) => value);
    expect(new Set(all.map(germanNumber)).size).toBe(10_000);
    expect(new Set(all.map(englishNumber)).size).toBe(10_000);
    expect(all.map(germanNumber).every((word) => /^[a-zäöüß]+$/u.test(word))).toBe(true);
  });

  it('refuses what it has no words for', () => {
    for (const value of [-1, 10_000, 1.5, Number.NaN]) {
      expect(() => germanNumber(value)).toThrow(RangeError);
      expect(() => englishNumber(value)).toThrow(RangeError);
    }
  });

  it.each([
    [1, 'erst', 'first'],
    [2, 'zweit', 'second'],
    [3, 'dritt', 'third'],
    [7, 'siebt', 'seventh'],
    [8, 'acht', 'eighth'],
    [12, 'zwölft', 'twelfth'],
    [19, 'neunzehnt', 'nineteenth'],
    [20, 'zwanzigst', 'twentieth'],
    [21, 'einundzwanzigst', 'twenty-first'],
    [30, 'dreißigst', 'thirtieth'],
  ])('ordinal %i', (value, german, english) => {
    expect([germanOrdinalStem(value), englishOrdinal(value)]).toEqual([german, english]);
  });
});
