import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataSettings } from '../experiment-schema.js';
import { storedDirection } from './corpus-files.js';

/** Bumped when the way data is prepared changes, so that older prepared sets are not taken for current ones. */
const FORMAT_VERSION = 2;

/**
 * What a prepared set says of itself, in `prepared.json`; written last, so its presence means the set is whole. Its source
 * is the first of its languages in alphabetical order.
 */
export const preparedInfo = z.strictObject({
  version: z.literal(FORMAT_VERSION),
  /** The data settings it was prepared with, as JSON. */
  settings: z.string(),
  /** Digest of the text it was made from. */
  rawDigest: z.string(),
  /** What the test sets came as; tokens have no original that they could be scored against. */
  testForm: z.enum(['raw', 'tokens', 'pieces']),
  tests: z.array(z.string()),
  merges: z.int(),
  /** Occurrences of words too rare to be counted within the memory; 0 for all but the largest texts. */
  wordsLeftOut: z.int(),
  sourceVocabulary: z.int(),
  targetVocabulary: z.int(),
  /** Pairs by split. */
  pairs: z.record(z.string(), z.int()),
  /** BPE tokens by split, `</s>` not counted: [source, target]. */
  tokens: z.record(z.string(), z.tuple([z.int(), z.int()])),
});

export type PreparedInfo = z.infer<typeof preparedInfo>;

export const PREPARED_VERSION = FORMAT_VERSION;

/**
 * The folder of a prepared set. Everything that changes its content is in its name, so two experiments that differ in
 * data never share one, and two that do not, or that translate in opposite directions, prepare it once.
 */
export function preparedFolder(dataFolder: string, settings: DataSettings): string {
  // The length limit is applied when batches are made, not when text is prepared.
  const { maxPositions: _unused, ...content } = storedDirection(settings);
  const fields = Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash('sha256')
    .update(JSON.stringify([FORMAT_VERSION, fields]))
    .digest('hex');
  const { name, corpus, source, target } = content;
  return join(dataFolder, 'translation', `${name ?? corpus}-${source}-${target}-${digest.slice(0, 10)}`);
}

/** File names inside a prepared set; `kind` is how far the text is processed. */
export function preparedFile(split: string, kind: 'raw' | 'tok' | 'bpe', side: string): string {
  return `${split}.${kind}.${side}`;
}

export const INFO_FILE = 'prepared.json';
export const codesFile = (side: string): string => `codes.${side}.bpe`;
export const dictionaryFile = (side: string): string => `dict.${side}.txt`;
