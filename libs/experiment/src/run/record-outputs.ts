import { join } from 'node:path';
import { writeAtomic } from '@rdrop/files';
import {
  runSamplesSchema,
  runSegmentsSchema,
  samplesFileName,
  segmentsFileName,
  type RunSample,
  type SegmentScores,
} from '@rdrop/reports';
import { type TaskContext } from '../task.js';

/**
 * Leaves the statistics of every segment of the test sets beside the record, so that reports can tell by resampling whether
 * two runs differ by more than chance. Numbers of earlier evaluations are replaced.
 *
 * @throws ZodError for rows that are not what reports read
 */
export async function recordSegments<E>(
  { out }: TaskContext<E>,
  scores: readonly SegmentScores[],
): Promise<void> {
  await writeCompact(join(out, segmentsFileName), runSegmentsSchema.parse({ format: 1, scores }));
}

/** Leaves some of what the trained model puts out beside the record, for the run's page. At most a hundred. */
export async function recordSamples<E>(
  { out }: TaskContext<E>,
  samples: readonly RunSample[],
): Promise<void> {
  await writeCompact(join(out, samplesFileName), runSamplesSchema.parse({ format: 1, samples }));
}

/** A file of many numbers is not for reading: no line for each. */
async function writeCompact(file: string, value: unknown): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  await writeAtomic(file, (writer) => writer.append(bytes));
}
