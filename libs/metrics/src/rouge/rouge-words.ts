import { porterStem } from './porter-stem.js';

const stems = new Map<string, string>();

/** Words are stemmed again and again; the cache is bounded by what a corpus has in distinct words. */
function cachedStem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stem = porterStem(word);
  if (stems.size < 1e6) stems.set(word, stem);
  return stem;
}

/**
 * The words that ROUGE counts, as rouge-score has them: lower-cased, everything but a-z and 0-9 separates, and words of
 * more than three letters are stemmed if asked for.
 */
export function rougeWords(text: string, stem: boolean): string[] {
  const words = text
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
  return stem ? words.map((word) => (word.length > 3 ? cachedStem(word) : word)) : words;
}
