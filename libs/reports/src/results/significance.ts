import type { CollectedRun } from '../record/collect-runs.js';
import { metricIdentity, type RunRecord } from '../record/run-record.js';
import type { RunGroup } from './group-runs.js';
import type { Measure } from './metric-summary.js';
import { pairedBootstrap, type BootstrapResult, type SegmentPair } from './paired-bootstrap.js';
import { pairedTTest } from './paired-t-test.js';

/** How sure one may be that a difference is not chance. */
export type Significance =
  | ({ readonly test: 'paired bootstrap'; readonly seeds: readonly number[] } & BootstrapResult)
  | { readonly test: 'paired t-test over seeds'; readonly seeds: readonly number[]; readonly pValue: number }
  | { readonly test: 'none'; readonly reason: string };

/** From here on a difference counts as significant. */
export const SIGNIFICANT = 0.05;

/**
 * Tests a measure of two groups: by paired bootstrap over the segments of the test set where the runs kept them (BLEU and
 * ROUGE do), else by a t-test over the seeds that both have.
 */
export function significanceOf(
  { baseline, rdrop }: { readonly baseline: RunGroup | undefined; readonly rdrop: RunGroup | undefined },
  measure: Measure,
  runs: readonly CollectedRun[],
): Significance {
  if (baseline === undefined || rdrop === undefined) return { test: 'none', reason: 'one side has no run' };
  const pairs = rdrop.runs.flatMap((ours) => {
    const theirs = baseline.runs.find(({ seed }) => seed === ours.seed);
    return theirs === undefined ? [] : [{ seed: ours.seed, ours, theirs }];
  });
  const segments = pairs.flatMap(({ seed, ours, theirs }) => {
    const [right, left] = [ours, theirs].map((record) => segmentsOf(record, measure, runs));
    return left === undefined || right === undefined ? [] : [{ seed, baseline: left, rdrop: right }];
  });
  const bootstrap = pairedBootstrap(segments satisfies SegmentPair[]);
  if (bootstrap !== undefined) {
    return { test: 'paired bootstrap', seeds: segments.map(({ seed }) => seed), ...bootstrap };
  }
  const differences = pairs.flatMap(({ seed, ours, theirs }) => {
    const [right, left] = [ours, theirs].map((record) => valueOf(record, measure));
    return left === undefined || right === undefined ? [] : [{ seed, value: right - left }];
  });
  const pValue = pairedTTest(differences.map(({ value }) => value));
  if (pValue === undefined) return { test: 'none', reason: 'one seed' };
  return { test: 'paired t-test over seeds', seeds: differences.map(({ seed }) => seed), pValue };
}

function segmentsOf(record: RunRecord, measure: Measure, runs: readonly CollectedRun[]) {
  const run = runs.find((candidate) => candidate.record === record);
  return run?.segments.find((scores) => metricIdentity(scores) === metricIdentity(measure));
}

function valueOf(record: RunRecord, measure: Measure): number | undefined {
  return record.metrics.find((metric) => metricIdentity(metric) === metricIdentity(measure))?.value;
}
