import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readParallel } from '../text-files/read-parallel.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { generateMiniCorpus, miniDefaults } from './corpus.js';
import { randomSentence, type SentencePair } from './generate/sentence.js';
import { Random } from '../random.js';
import { miniParts, writeMiniCorpus } from './write-corpus.js';

const path = temporaryFolder();
const corpus = generateMiniCorpus();
const everything = miniParts.flatMap((part) => corpus[part]);
const wordsOf = (text: string): string[] => text.replace(/[.,?]/gu, '').split(' ');

function looksLikeSentence(text: string): boolean {
  const words = text.split(' ').length;
  const spelling = /^\p{Lu}[\p{L}', -]*[.?]$/u.test(text) && !/ {2}| [,.?]|,[^ ]|undefined/u.test(text);
  return words >= 4 && words <= 25 && spelling;
}

/** At least so many training sentences show each phenomenon. */
const coverage: Readonly<Record<string, number>> = {
  'case:nominative': 1010,
  'case:accusative': 920,
  present: 800,
  'case:dative': 400,
  'perfect:haben': 390,
  preterite: 390,
  'adjective:weak': 360,
  'ambiguous:verb': 300,
  number: 260,
  possessive: 210,
  'adjective:mixed': 170,
  'fronted:adverbial': 150,
  'two-way:accusative': 140,
  modal: 140,
  compound: 140,
  'two-way:dative': 130,
  'fronted:clause': 120,
  contraction: 120,
  'pronoun:dative': 100,
  'question:wh': 90,
  nicht: 90,
  'question:yes-no': 90,
  relative: 80,
  'separable:split': 70,
  'perfect:sein': 70,
  'fronted:object': 70,
  'infinitive:zu': 70,
  date: 60,
  'subordinate:weil': 60,
  'adjective:strong': 60,
  'subordinate:dass': 60,
  'pair:aber': 60,
  'separable:participle': 50,
  'future:werden': 45,
  reflexive: 45,
  progressive: 45,
  'case:genitive': 40,
  'n-declension': 40,
  'infinitive:um-zu': 40,
  'pair:und': 40,
  comparative: 35,
  clock: 35,
  'modal:können': 30,
  'subordinate:obwohl': 30,
  kein: 30,
  'modal:müssen': 25,
  'subordinate:als': 25,
  'separable:joined': 25,
  'modal:wollen': 25,
  'subordinate:während': 20,
  'relative:genitive': 20,
  'subordinate:wenn': 20,
  'subordinate:bevor': 20,
  'present-perfect': 20,
  'subordinate:ob': 20,
  'modal:sollen': 20,
  'pair:deshalb': 20,
  'pronoun:accusative': 20,
  'separable:zu': 20,
  'pair:denn': 15,
  'modal:dürfen': 15,
  'modal:möchten': 15,
  gern: 10,
  'subordinate:immerWenn': 10,
};

describe('the generated corpus', () => {
  it('has 2000, 500 and 500 pairs, and no sentence twice on either side', () => {
    expect(miniParts.map((part) => corpus[part].length)).toEqual([2000, 500, 500]);
    expect(new Set(everything.map(({ german }) => german)).size).toBe(3000);
    expect(new Set(everything.map(({ english }) => english)).size).toBe(3000);
  });

  it('has sentences of 4 to 25 words that look like sentences', () => {
    const malformed = everything.filter(
      ({ german, english }) =>
        !looksLikeSentence(german) ||
        !looksLikeSentence(english) ||
        german.endsWith('?') !== english.endsWith('?'),
    );
    expect(malformed).toEqual([]);
  });

  it('uses hundreds of German words, few often and many rarely', () => {
    const counts = new Map<string, number>();
    for (const { german } of corpus.train)
      for (const word of wordsOf(german)) counts.set(word, (counts.get(word) ?? 0) + 1);
    expect(new Set(corpus.train.flatMap(({ lemmas }) => [...lemmas])).size).toBeGreaterThan(500);
    expect(counts.size).toBeGreaterThan(1500);
    const once = [...counts.values()].filter((count) => count === 1).length;
    expect(once / counts.size).toBeGreaterThan(0.25);
    expect(once / counts.size).toBeLessThan(0.45);
  });

  it('tests new combinations of known words', () => {
    const lemmas = new Set(corpus.train.flatMap((pair) => [...pair.lemmas]));
    const forms = new Set(corpus.train.flatMap(({ german }) => wordsOf(german)));
    for (const part of ['valid', 'test'] as const) {
      expect(corpus[part].flatMap((pair) => [...pair.lemmas]).filter((lemma) => !lemmas.has(lemma))).toEqual(
        [],
      );
      const words = corpus[part].flatMap(({ german }) => wordsOf(german));
      // New are only inflected forms, compounds and numbers: 3 to 4 words in a hundred.
      expect(words.filter((word) => !forms.has(word)).length / words.length).toBeLessThan(0.05);
    }
  });

  it.each(Object.entries(coverage))('shows %s in at least %i training sentences', (tag, least) => {
    expect(corpus.train.filter(({ tags }) => tags.has(tag)).length).toBeGreaterThanOrEqual(least);
  });

  it('shows every phenomenon in the test set too', () => {
    const tags = new Set(corpus.test.flatMap((pair) => [...pair.tags]));
    expect(Object.keys(coverage).filter((tag) => !tags.has(tag))).toEqual([]);
  });

  it('gives one German sentence one translation', () => {
    const translations = new Map<string, string>();
    const conflicts: string[] = [];
    for (let seed = 100; seed < 105; seed += 1) {
      const random = new Random(seed);
      for (let count = 0; count < 2000; count += 1) {
        const { german, english } = randomSentence(random);
        if ((translations.get(german) ?? english) !== english) conflicts.push(german);
        translations.set(german, english);
      }
    }
    expect(conflicts).toEqual([]);
  });
});

describe('determinism', () => {
  it('depends on the seed alone', () => {
    const small = { train: 50, valid: 5, test: 5 };
    const texts = (pairs: readonly SentencePair[]): string[] =>
      pairs.map(({ german, english }) => `${german} ${english}`);
    expect(texts(generateMiniCorpus(small).train)).toEqual(texts(corpus.train.slice(0, 50)));
    expect(texts(generateMiniCorpus({ ...small, seed: 2 }).train)).not.toEqual(
      texts(corpus.train.slice(0, 50)),
    );
    expect(() => generateMiniCorpus({ seed: -1 })).toThrow(RangeError);
    expect(miniDefaults).toEqual({ seed: 1, train: 2000, valid: 500, test: 500 });
  });

  it('writes the same files everywhere, which the ordinary reader reads', async () => {
    const files = await writeMiniCorpus(path('mini', 'de-en'));
    const digests: Record<string, string> = {};
    for (const part of miniParts) {
      for (const file of Object.values(files[part])) {
        digests[file.slice(file.lastIndexOf(part))] = createHash('sha256')
          .update(await readFile(file))
          .digest('hex');
      }
      const { source, target } = await readParallel(files[part].source, files[part].target);
      expect(source).toEqual(corpus[part].map(({ german }) => german));
      expect(target).toEqual(corpus[part].map(({ english }) => english));
    }
    expect(digests).toEqual({
      'train.de': 'f6aee73c490af96befa6a865296b74c39ae7e2fd2cd96e33cfc01d5f5318bb73',
      'train.en': 'dfd5389995e0624da12e738f937e5b8e5e5c04c6a134d397652d4e57f6380ed6',
      'valid.de': 'de8935db26f2d76ca27d3f857cf89671c242e396935732162309e77f789d0830',
      'valid.en': '2bc7ab0b77ec030806740d3789349c0ae8d41d6fa3fedc5cd458ffb99b75a053',
      'test.de': '1ac7417a00b16d31e12ad1c574b6a61204d634403e9669dfcbedb2388214f92a',
      'test.en': 'e3788f6314e817296fa32744b169ee3c121c9c4f3b0275b2e4db86221af9a744',
    });
  });
});
