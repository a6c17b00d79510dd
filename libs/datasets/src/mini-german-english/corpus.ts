import { randomSentence, type SentencePair } from './generate/sentence.js';
import { Random } from '../random.js';

/** How many pairs the parts of the corpus have, and the seed that decides all of them. */
export interface MiniCorpusOptions {
  readonly seed?: number;
  readonly train?: number;
  readonly valid?: number;
  readonly test?: number;
}

export interface MiniCorpus {
  readonly train: readonly SentencePair[];
  readonly valid: readonly SentencePair[];
  readonly test: readonly SentencePair[];
}

/** The sizes and the seed of the corpus that the experiments use. */
export const miniDefaults = { seed: 1, train: 2000, valid: 500, test: 500 } as const;

/**
 * Generates the corpus. No sentence, German or English, occurs twice anywhere in it. Validation and test sentences are new
 * combinations of words that occur in training: a sentence with a word (lemma) unknown to the training set is left out.
 */
export function generateMiniCorpus(options: MiniCorpusOptions = {}): MiniCorpus {
  const { seed, train: trainSize, valid: validSize, test: testSize } = { ...miniDefaults, ...options };
  const random = new Random(seed);
  const seen = new Set<string>();
  const fresh = (): SentencePair => {
    for (;;) {
      const pair = randomSentence(random);
      if (seen.has(`de:${pair.german}`) || seen.has(`en:${pair.english}`)) continue;
      seen.add(`de:${pair.german}`).add(`en:${pair.english}`);
      return pair;
    }
  };
  const train = Array.from({ length: trainSize }, fresh);
  const known = new Set(train.flatMap((pair) => [...pair.lemmas]));
  const familiar = (): SentencePair => {
    for (;;) {
      const pair = fresh();
      if ([...pair.lemmas].every((lemma) => known.has(lemma))) return pair;
    }
  };
  const valid = Array.from({ length: validSize }, familiar);
  return { train, valid, test: Array.from({ length: testSize }, familiar) };
}
