import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataSettings } from '../experiment-schema.js';

/** Bumped when the way text is prepared changes, so that older prepared sets are not taken for current ones. */
export const PREPARED_VERSION = 1;

export const SPLITS = ['train', 'valid', 'test'] as const;
export type Split = (typeof SPLITS)[number];

const splitInfo = z.strictObject({
  lines: z.int(),
  /** With the `</s>` of every line. */
  tokens: z.int(),
  /** Words that the dictionary lacks: `<unk>` beyond those of the text itself. */
  unknown: z.int(),
});

/** What a prepared set says of itself, in `prepared.json`; written last, so its presence means the set is whole. */
export const preparedInfo = z.strictObject({
  version: z.literal(PREPARED_VERSION),
  /** The data settings it was prepared with, as JSON. */
  settings: z.string(),
  /** Digest of the text it was made from. */
  rawDigest: z.string(),
  /** Symbols of the dictionary, special ones and padding to a multiple of 8 included. */
  vocabulary: z.int(),
  splits: z.strictObject({ train: splitInfo, valid: splitInfo, test: splitInfo }),
});

export type PreparedInfo = z.infer<typeof preparedInfo>;

/** The folder of a prepared set: everything that changes its content is in its name. */
export function preparedFolder(dataFolder: string, settings: DataSettings): string {
  const fields = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash('sha256')
    .update(JSON.stringify([PREPARED_VERSION, fields]))
    .digest('hex');
  return join(dataFolder, 'language-modeling', `${settings.name ?? settings.corpus}-${digest.slice(0, 10)}`);
}

export const INFO_FILE = 'prepared.json';
export const DICTIONARY_FILE = 'dict.txt';
