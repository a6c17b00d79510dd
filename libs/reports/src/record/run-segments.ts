import { z } from 'zod';

/** The file in a run folder with the statistics of every segment of a test set, from which scores can be resampled. */
export const segmentsFileName = 'segments.json';

/**
 * How a score comes from the rows of segments: `bleu` from their sum (lengths of hypothesis and reference, matches of order 1
 * to 4, n-grams of order 1 to 4), smoothed as sacreBLEU does or not at all; `mean` as the mean of their first numbers.
 */
const segmentScores = z.strictObject({
  /** The metric of the record that these segments make up. */
  name: z.string().min(1),
  set: z.string().min(1),
  signature: z.string().min(1),
  from: z.enum(['bleu', 'bleu-exp', 'mean']),
  /** [segments, numbers]: ten numbers for BLEU, one for a mean. */
  rows: z.array(z.array(z.number()).min(1).max(10)).min(1),
});

export const runSegmentsSchema = z.strictObject({ format: z.literal(1), scores: z.array(segmentScores) });

export type SegmentScores = z.infer<typeof segmentScores>;
