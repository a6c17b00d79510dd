import type { DataSettings } from './experiment-schema.js';

/** Sizes of dictionaries that are known before a set is prepared here. */
const KNOWN: Readonly<Record<string, number>> = {
  'wikitext-103': 267_744,
  'wikitext-2': 33_280,
  'wikitext-103-prefix 5': 9792,
  mini: 904,
};

/** The size of the dictionary of a set that is not prepared yet; undefined where nobody knows. */
export const knownVocabulary = ({ corpus, threshold }: DataSettings): number | undefined =>
  KNOWN[threshold === undefined ? corpus : `${corpus} ${threshold}`];
