import { BenchError } from '../errors.js';
import { median, round } from '../statistics.js';
import type { PeerRecord, StepRecord } from '../step-record.js';

/** One turn: our command in every variant, then the peer. */
export interface Pair {
  /** By the BLAS asked for. */
  readonly ours: ReadonlyMap<string, StepRecord>;
  readonly peer: PeerRecord;
}

/** Our command in one variant against the peer on one task; medians over the pairs. */
export interface ComparisonRow {
  readonly task: string;
  /** The BLAS asked for, and the one that was used. */
  readonly blas: string;
  readonly usedBlas: string;
  readonly threads: number;
  readonly params: number;
  /** False: ours left out positions of the last layer that nothing reads, and the peer computed them. */
  readonly allPositions: boolean;
  readonly pairs: number;
  readonly oursMs: number;
  readonly peerMs: number;
  /** Median of the peer's ms over ours: above 1, ours is faster. */
  readonly speedRatio: number;
  /** Least and greatest of the single pairs' ratios. */
  readonly speedRange: readonly [number, number];
  readonly oursMib: number;
  readonly peerMib: number;
  /** Ours over the peer's: below 1, ours needs less. */
  readonly memoryRatio: number;
  readonly oursLoss: number;
  readonly peerLoss: number;
}

/**
 * The rows of one task, one for each variant of ours.
 * @throws BenchError when ours and the peer's models differ in size, or there is nothing to compare
 */
export function comparisonRows(task: string, pairs: readonly Pair[]): ComparisonRow[] {
  const [first] = pairs;
  if (first === undefined) throw new BenchError(`compare: expected at least one pair of task '${task}'`);
  return [...first.ours.keys()].map((blas) => {
    const runs = pairs.map(({ ours, peer }) => ({ ours: variantOf(ours, blas), peer }));
    return comparisonRow(blas, runs);
  });
}

interface Run {
  readonly ours: StepRecord;
  readonly peer: PeerRecord;
}

function variantOf(ours: ReadonlyMap<string, StepRecord>, blas: string): StepRecord {
  const record = ours.get(blas);
  if (record === undefined) throw new BenchError(`compare: a pair lacks the variant '--blas ${blas}'`);
  return record;
}

function comparisonRow(blas: string, runs: readonly Run[]): ComparisonRow {
  const [first] = runs;
  if (first === undefined) throw new BenchError('compare: expected at least one pair');
  for (const { ours, peer } of runs) checkComparable(ours, peer);
  const oursMs = median(runs.map(({ ours }) => ours.step_ms));
  const peerMs = median(runs.map(({ peer }) => peer.step_ms));
  const ratios = runs.map(({ ours, peer }) => peer.step_ms / ours.step_ms);
  const oursMib = median(runs.map(({ ours }) => ours.peak_mib));
  const peerMib = median(runs.map(({ peer }) => peer.peak_mib));
  return {
    task: first.ours.task,
    blas,
    usedBlas: first.ours.blas,
    threads: first.ours.threads,
    params: first.ours.params,
    allPositions: first.ours.all_positions,
    pairs: runs.length,
    oursMs: round(oursMs, 2),
    peerMs: round(peerMs, 2),
    speedRatio: round(peerMs / oursMs, 3),
    speedRange: [round(Math.min(...ratios), 3), round(Math.max(...ratios), 3)],
    oursMib: round(oursMib, 1),
    peerMib: round(peerMib, 1),
    memoryRatio: round(oursMib / peerMib, 3),
    oursLoss: first.ours.loss,
    peerLoss: first.peer.loss,
  };
}

const MUST_AGREE = ['task', 'size', 'rdrop', 'params', 'unit'] as const;

function checkComparable(ours: StepRecord, peer: PeerRecord): void {
  for (const key of MUST_AGREE) {
    if (ours[key] === peer[key]) continue;
    throw new BenchError(
      `compare: expected the peer's '${key}' to be ours on task '${ours.task}', got ${peer[key]} and ${ours[key]}`,
    );
  }
}
