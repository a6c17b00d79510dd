import type { RunRecord } from '../record/run-record.js';

/** The runs of one experiment and method, one per seed. */
export interface RunGroup {
  readonly task: string;
  readonly scale: RunRecord['scale'];
  readonly experiment: string;
  readonly method: RunRecord['method'];
  /** By seed, ascending; the newest run of each. */
  readonly runs: readonly RunRecord[];
  /** What a reader must know of how the group was put together; one sentence each. */
  readonly notes: readonly string[];
}

const SCALES: readonly RunRecord['scale'][] = ['mini', 'small', 'paper'];
const METHODS: readonly RunRecord['method'][] = ['baseline', 'r-drop'];

/**
 * Groups records by task, scale, experiment and method, sorted by them. Of two runs with the same seed the one finished
 * later counts, so that repeating a run does not weigh it double; a note says so. A note also names settings in which the
 * seeds of a group differ.
 */
export function groupRuns(records: readonly RunRecord[]): RunGroup[] {
  const groups = new Map<string, RunRecord[]>();
  for (const record of records) {
    const key = JSON.stringify([record.task, record.scale, record.experiment, record.method]);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].flatMap(toGroup).sort(compareGroups);
}

function toGroup(records: readonly RunRecord[]): RunGroup[] {
  const [first] = records;
  if (first === undefined) return [];
  const { task, scale, experiment, method } = first;
  const label = `${experiment}, ${method}`;
  const notes: string[] = [];
  const newest = new Map<number, RunRecord>();
  for (const record of records) {
    const rival = newest.get(record.seed);
    if (rival === undefined || Date.parse(record.finishedAt) > Date.parse(rival.finishedAt)) {
      newest.set(record.seed, record);
    }
  }
  if (newest.size < records.length) {
    notes.push(`${label}: of ${records.length} runs the newest of each of ${newest.size} seeds counts.`);
  }
  const runs = [...newest.values()].sort((a, b) => a.seed - b.seed);
  const differing = differingSettings(runs);
  if (differing.length > 0) notes.push(`${label}: the seeds differ in ${differing.join(', ')}.`);
  return [{ task, scale, experiment, method, runs, notes }];
}

function differingSettings(runs: readonly RunRecord[]): string[] {
  const names = new Set(runs.flatMap((run) => Object.keys(run.settings)));
  return [...names]
    .filter((name) => new Set(runs.map((run) => JSON.stringify(run.settings[name]))).size > 1)
    .sort();
}

function compareGroups(a: RunGroup, b: RunGroup): number {
  return (
    compareText(a.task, b.task) ||
    SCALES.indexOf(a.scale) - SCALES.indexOf(b.scale) ||
    compareText(a.experiment, b.experiment) ||
    METHODS.indexOf(a.method) - METHODS.indexOf(b.method)
  );
}

/** By code units, so that the order is the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
