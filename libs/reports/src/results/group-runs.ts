import type { RunRecord, StudyName } from '../record/run-record.js';
import { compareText, distinct } from './distinct.js';

/** Runs that differ in nothing but the seed. */
export interface RunGroup {
  readonly task: string;
  readonly scale: RunRecord['scale'];
  readonly experiment: string;
  readonly method: RunRecord['method'];
  readonly study: StudyName | undefined;
  /** What sets it apart from groups of the same experiment and method: `alpha 3`, `node 24.1.0`; empty when there are none. */
  readonly variant: string;
  /** By seed, ascending; the newest run of each. */
  readonly runs: readonly RunRecord[];
  /** What a reader must know of how the group was put together; one sentence each. */
  readonly notes: readonly string[];
}

const SCALES: readonly RunRecord['scale'][] = ['mini', 'small', 'paper'];
const METHODS: readonly RunRecord['method'][] = ['baseline', 'r-drop'];

/**
 * Groups records by task, scale, experiment, method and study, sorted by them. Runs whose settings, engine or versions of
 * what computed them differ are groups of their own, each named after what is different about it, so that no mean is taken
 * over them. Of two runs of a group with the same seed the one finished later counts, so that repeating a run does not weigh
 * it double; a note says so. A note also tells of a group whose runs come from several commits.
 */
export function groupRuns(records: readonly RunRecord[]): RunGroup[] {
  const rivals = collect(records, ({ task, scale, experiment, method, study }) => [
    task,
    scale,
    experiment,
    method,
    study,
  ]);
  return rivals.flatMap(toGroups).sort(compareGroups);
}

/** What a run was computed with and by: runs that differ in any of it are not seeds of one another. */
export function conditionsOf(record: RunRecord): Readonly<Record<string, unknown>> {
  return { ...record.settings, engine: record.engine, ...record.versions };
}

/** The names of conditions in which runs differ, sorted. */
export function differingConditions(runs: readonly RunRecord[]): string[] {
  const conditions = runs.map(conditionsOf);
  return distinct(conditions.flatMap((each) => Object.keys(each)))
    .filter((name) => new Set(conditions.map((each) => JSON.stringify(each[name]))).size > 1)
    .sort();
}

/** `experiment`, or `experiment (what is different about it)`. */
export function groupLabel({ experiment, variant }: RunGroup): string {
  return variant === '' ? experiment : `${experiment} (${variant})`;
}

/** The groups among runs of one experiment and method. */
function toGroups(records: readonly RunRecord[]): RunGroup[] {
  const names = differingConditions(records);
  return collect(records, (record) => names.map((name) => conditionsOf(record)[name])).flatMap((members) =>
    toGroup(members, names),
  );
}

function toGroup(records: readonly RunRecord[], differing: readonly string[]): RunGroup[] {
  const [first] = records;
  if (first === undefined) return [];
  const { task, scale, experiment, method, study } = first;
  const conditions = conditionsOf(first);
  const variant = differing.map((name) => `${name} ${String(conditions[name] ?? 'absent')}`).join(', ');
  const label = `${experiment}${variant === '' ? '' : ` (${variant})`}, ${method}`;
  const notes: string[] = [];
  const newest = new Map<number, RunRecord>();
  for (const record of records) {
    const rival = newest.get(record.seed);
    if (rival === undefined || isNewer(record, rival)) newest.set(record.seed, record);
  }
  if (newest.size < records.length) {
    notes.push(`${label}: of ${records.length} runs the newest of each of ${newest.size} seeds counts.`);
  }
  const runs = [...newest.values()].sort((a, b) => a.seed - b.seed);
  const commits = distinct(runs.map((run) => run.gitCommit?.slice(0, 7) ?? 'unknown'));
  if (commits.length > 1) notes.push(`${label}: the seeds were run at the commits ${commits.join(', ')}.`);
  return [{ task, scale, experiment, method, study, variant, runs, notes }];
}

function isNewer(record: RunRecord, rival: RunRecord): boolean {
  return Date.parse(record.finishedAt) > Date.parse(rival.finishedAt);
}

/** Records with the same key, in the order in which each key is first met. */
function collect(
  records: readonly RunRecord[],
  key: (record: RunRecord) => readonly unknown[],
): RunRecord[][] {
  const groups = new Map<string, RunRecord[]>();
  for (const record of records) {
    const text = JSON.stringify(key(record).map((part) => part ?? null));
    groups.set(text, [...(groups.get(text) ?? []), record]);
  }
  return [...groups.values()];
}

function compareGroups(a: RunGroup, b: RunGroup): number {
  return (
    compareText(a.task, b.task) ||
    SCALES.indexOf(a.scale) - SCALES.indexOf(b.scale) ||
    compareText(a.experiment, b.experiment) ||
    METHODS.indexOf(a.method) - METHODS.indexOf(b.method) ||
    compareText(a.study ?? '', b.study ?? '') ||
    compareText(a.variant, b.variant)
  );
}
