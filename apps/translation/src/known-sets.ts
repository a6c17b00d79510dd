import type { CorpusName, DataSettings } from './experiment-schema.js';

/** What is known of a set before it is prepared here. */
interface KnownSet {
  /** Symbols of the joined dictionary. */
  readonly vocabulary?: number;
  /** Pairs by split; in words where only a round number is known. */
  readonly pairs: Readonly<Record<string, number | string>>;
}

/**
 * What others report of the sets of the paper, for describing experiments where the data is not at hand. Numbers of
 * IWSLT14 De-En: of the official preparation; all others as the paper rounds them.
 */
const KNOWN_SETS: Readonly<Partial<Record<CorpusName, KnownSet>>> = {
  'iwslt14-de-en': { vocabulary: 10_152, pairs: { train: 160_239, valid: 7283, test: 6750 } },
  'iwslt14-es-en': { pairs: { train: 'about 170,000', valid: 'about 7,000', test: 'about 7,000' } },
  'iwslt17-fr-en': { pairs: { train: 'about 170,000', valid: 'about 7,000', test: 'about 7,000' } },
  'iwslt17-zh-en': { pairs: { train: 'about 170,000', valid: 'about 7,000', test: 'about 7,000' } },
  'wmt14-en-de': { vocabulary: 32_768, pairs: { train: 'about 4.5 million' } },
  'wmt14-en-fr': { pairs: { train: 'about 36 million' } },
};

export const knownSet = (settings: DataSettings): KnownSet | undefined => KNOWN_SETS[settings.corpus];

/** Single characters that a byte-pair encoding adds to its merges: many in Chinese, a few hundred elsewhere. */
const characters = (language: string): number => (language === 'zh' ? 4000 : 200);

/** The size of a dictionary before its set is prepared, padded to a multiple of 8. */
export function estimatedVocabulary(settings: DataSettings): { source: number; target: number } {
  const { source, target, bpeMerges, dictionary, maxSymbols = Number.POSITIVE_INFINITY } = settings;
  const size = (of: number): number => Math.min(Math.ceil((bpeMerges + of) / 8) * 8, maxSymbols);
  if (dictionary === 'separate')
    return { source: size(characters(source)), target: size(characters(target)) };
  const joined = size(Math.max(characters(source), characters(target)));
  return { source: joined, target: joined };
}
