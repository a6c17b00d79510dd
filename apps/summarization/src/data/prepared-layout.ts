import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SUMMARY_PARTS, type SummaryPart } from '@rdrop/datasets';
import { z } from 'zod';
import type { DataSettings } from '../experiment-schema.js';

/** Bumped when the way data is prepared changes, so that older prepared sets are not taken for current ones. */
const FORMAT_VERSION = 1;

const partCounts = z.strictObject({
  pairs: z.int(),
  /** Pairs left out because a side is empty. */
  empty: z.int(),
  sourceTokens: z.int(),
  targetTokens: z.int(),
});

/** What a prepared set says of itself, in `prepared.json`; written last, so its presence means the set is whole. */
export const preparedInfo = z.strictObject({
  version: z.literal(FORMAT_VERSION),
  /** The data settings it was prepared with, as JSON. */
  settings: z.string(),
  vocabulary: z.int(),
  parts: z.record(z.enum(SUMMARY_PARTS), partCounts),
});

export type PreparedInfo = z.infer<typeof preparedInfo>;
export type PartCounts = z.infer<typeof partCounts>;
export const PREPARED_VERSION = FORMAT_VERSION;
export const INFO_FILE = 'prepared.json';

/**
 * The folder of a prepared set. Everything that changes its content is in its name; limits on lengths are applied when batches
 * are made.
 */
export function preparedFolder(dataFolder: string, settings: DataSettings): string {
  const { maxSource: _source, maxTarget: _target, ...content } = settings;
  const digest = createHash('sha256')
    .update(JSON.stringify([FORMAT_VERSION, Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('hex');
  return join(dataFolder, 'summarization', `${content.name ?? content.corpus}-${digest.slice(0, 10)}`);
}

/** The running text of one side of a part, one document or summary a line. */
export const textFile = (part: SummaryPart, side: 'documents' | 'summaries'): string => `${part}.${side}.txt`;
