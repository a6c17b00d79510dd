import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { generateMiniWiki, writeMiniWiki } from './corpus.js';
import { plural } from './words.js';

const path = temporaryFolder();
const wiki = generateMiniWiki();
const words = (lines: readonly string[]) =>
  lines.flatMap((line) => line.split(' ').filter((word) => word !== ''));

/** Articles as the words of their paragraphs. */
function articlesOf(lines: readonly string[]): string[][] {
  const articles: string[][] = [];
  for (const line of lines) {
    if (/^ = [^=]+ = $/.test(line)) articles.push([]);
    else if (!line.startsWith(' =')) articles.at(-1)?.push(...words([line]));
  }
  return articles;
}

describe('the generated encyclopedia', () => {
  it('is the same for the same seed, another for another', () => {
    expect(generateMiniWiki()).toEqual(wiki);
    expect(generateMiniWiki({ seed: 2 }).test).not.toEqual(wiki.test);
  });

  it('has the form of WikiText: a space at both ends, blank lines, headings', () => {
    for (const line of [...wiki.train, ...wiki.valid, ...wiki.test]) expect(line).toMatch(/^ (\S+ )*$/);
    expect(wiki.train.slice(0, 3)).toEqual([' ', expect.stringMatching(/^ = \S+ = $/), ' ']);
    expect(wiki.train.some((line) => /^ = = \w+( \w+)* = = $/.test(line))).toBe(true);
  });

  it('has about the sizes asked for, and no word in validation and test that training lacks', () => {
    expect(words(wiki.train).length).toBeGreaterThanOrEqual(60_000);
    expect(words(wiki.train).length).toBeLessThan(60_500);
    const known = new Set(words(wiki.train));
    for (const part of [wiki.valid, wiki.test]) {
      expect(words(part).filter((word) => !known.has(word))).toEqual([]);
      const unknown = words(part).filter((word) => word === '<unk>').length / words(part).length;
      expect(unknown).toBeGreaterThan(0.005);
      expect(unknown).toBeLessThan(0.05);
    }
  });

  it("follows Zipf's law, about", () => {
    const counts = new Map<string, number>();
    for (const word of words(wiki.train)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const ranked = [...counts.values()].sort((a, b) => b - a);
    expect(ranked.length).toBeGreaterThan(400);
    const slope = Math.log((ranked[9] ?? 0) / (ranked[299] ?? 1)) / Math.log(300 / 10);
    expect(slope).toBeGreaterThan(0.7);
    expect(slope).toBeLessThan(1.6);
  });

  it('has structure over a distance: words of an article come back, more often than in another', () => {
    const articles = articlesOf(wiki.train);
    const rare = (article: readonly string[]) => new Set(article.filter((word) => /^[a-z]{4,}$/.test(word)));
    let [same, other, total] = [0, 0, 0];
    articles.slice(1).forEach((article, i) => {
      const half = Math.floor(article.length / 2);
      const seen = rare(article.slice(0, half));
      const elsewhere = rare((articles[i] ?? []).slice(0, half));
      for (const word of article.slice(half)) {
        if (!/^[a-z]{4,}$/.test(word)) continue;
        total += 1;
        if (seen.has(word)) same += 1;
        if (elsewhere.has(word)) other += 1;
      }
    });
    expect(same / total).toBeGreaterThan(1.5 * (other / total));
  });

  it('keeps one pronoun in an article, closes quotation marks and brackets, and lets years go up', () => {
    for (const article of articlesOf(wiki.train)) {
      const pronouns = article.map((word) => word.toLowerCase()).filter((word) => /^(he|she|it)$/.test(word));
      expect(new Set(pronouns).size).toBeLessThanOrEqual(1);
      expect(article.filter((word) => word === '"').length % 2).toBe(0);
      expect(article.filter((word) => word === '(').length).toBe(
        article.filter((word) => word === ')').length,
      );
      const years = article.filter((word) => /^\d{4}$/.test(word)).map(Number);
      expect(years).toEqual([...years].sort((a, b) => a - b));
    }
  });

  it('lets verbs agree with their subjects', () => {
    const text = words(wiki.train).join(' ');
    // Nouns without anything behind them: singular with was, plural with were.
    expect(text).not.toMatch(/[.,"] (?:The|the) (?:bridge|tower|club|nest) were /);
    expect(text).not.toMatch(/[.,"] (?:The|the) (?:bridges|towers|clubs|nests) was /);
    expect(text).toMatch(/ (?:bridges|towers|clubs|nests|guns|crews) (?:of|near|in) (?:the|a|an) \S+ were /);
    expect(['valley', 'church', 'gun', 'fish', 'day'].map(plural)).toEqual([
      'valleys',
      'churches',
      'guns',
      'fish',
      'days',
    ]);
  });

  it('is written as files', async () => {
    const files = await writeMiniWiki(path('wiki'), { train: 300, valid: 100, test: 100 });
    expect(files.valid).toBe(path('wiki', 'wiki.valid.tokens'));
    const expected = generateMiniWiki({ train: 300, valid: 100, test: 100 });
    expect(await readFile(files.train, 'utf8')).toBe(expected.train.map((line) => `${line}\n`).join(''));
  });
});
