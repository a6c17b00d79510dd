import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import type { z } from 'zod';
import { collectRunRecords, type CollectedRecord } from './collect-run-records.js';
import { RunRecordError } from './parse-run-record.js';
import { readTextFile } from './read-text-file.js';
import { parseCurve, type CurvePoint } from './run-curve.js';
import { runSamplesSchema, samplesFileName, type RunSample } from './run-samples.js';
import { runSegmentsSchema, segmentsFileName, type SegmentScores } from './run-segments.js';

/** Curves and segments of the longest runs of the paper stay below this. */
const LARGEST_FILE = 64 << 20;

/** A finished run with everything its folder tells; what it lacks is empty. */
export interface CollectedRun extends CollectedRecord {
  readonly curve: readonly CurvePoint[];
  readonly samples: readonly RunSample[];
  readonly segments: readonly SegmentScores[];
}

/**
 * Reads the runs in folders: records as `collectRunRecords` does, and the files beside each.
 *
 * @throws RunRecordError for a folder that cannot be read
 */
export async function collectRuns(
  folders: readonly string[],
): Promise<{ readonly runs: readonly CollectedRun[]; readonly problems: readonly string[] }> {
  const { runs: records, problems: recordProblems } = await collectRunRecords(folders);
  const problems = [...recordProblems];
  const tell = (problem: string): void => void problems.push(problem);
  const runs: CollectedRun[] = [];
  for (const { file, record } of records) {
    const folder = dirname(file);
    const text = (name: string) => textOf(join(folder, name), tell);
    const [curve, samples, segments] = [
      await text('metrics.jsonl'),
      await text(samplesFileName),
      await text(segmentsFileName),
    ];
    runs.push({
      file,
      record,
      curve: curve === undefined ? [] : parseCurve(curve),
      samples: parsed(samples, runSamplesSchema, join(folder, samplesFileName), tell)?.samples ?? [],
      segments: parsed(segments, runSegmentsSchema, join(folder, segmentsFileName), tell)?.scores ?? [],
    });
  }
  return { runs, problems };
}

type Tell = (problem: string) => void;

async function textOf(file: string, tell: Tell): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    return await readTextFile(file, LARGEST_FILE);
  } catch (error) {
    if (!(error instanceof RunRecordError)) throw error;
    tell(error.message);
    return undefined;
  }
}

function parsed<T>(text: string | undefined, schema: z.ZodType<T>, file: string, tell: Tell): T | undefined {
  if (text === undefined) return undefined;
  const result = schema.safeParse(jsonOf(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  tell(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not what was expected'}`);
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
