import type { CollectedRun } from '../record/collect-runs.js';
import type { RunRecord, StudyName } from '../record/run-record.js';
import { stemOf } from './comparisons.js';
import { compareText } from './distinct.js';
import { groupRuns, type RunGroup } from './group-runs.js';
import { measuresOf, summariseMetric, type Measure } from './metric-summary.js';

/** A setting of a study with the runs that have it. */
export interface StudyPoint {
  /** `2`, or `0.1, 0.3` for two rates. */
  readonly label: string;
  readonly values: readonly number[];
  readonly group: RunGroup;
}

/** The runs of one analysis of the paper on one training: each point differs from the others in one setting of R-Drop. */
export interface Study {
  readonly study: StudyName;
  readonly task: string;
  readonly scale: RunRecord['scale'];
  readonly name: string;
  /** By value, ascending. */
  readonly points: readonly StudyPoint[];
  readonly baseline: RunGroup | undefined;
  /** What is drawn: the first measure of the first set that is not `valid`. */
  readonly measure: Measure | undefined;
}

/** What each study varies. */
const VARIED: Readonly<Record<StudyName, string>> = {
  'k-step': 'rdrop.everyK',
  alpha: 'rdrop.alpha',
  'm-pass': 'rdrop.passes',
  rates: 'rdrop.passRates',
};

/**
 * The studies that have runs. The plain R-Drop run of the same training is one of the points (k = 1, two passes, the model's
 * own rate), and so is the baseline as one pass; runs whose other settings differ are kept apart.
 */
export function studies(runs: readonly CollectedRun[]): Study[] {
  const groups = groupRuns(runs.map(({ record }) => record));
  const families = new Map<string, RunGroup[]>();
  for (const group of groups) {
    if (group.study === undefined) continue;
    const key = JSON.stringify([group.study, group.task, group.scale, trainingOf(group)]);
    families.set(key, [...(families.get(key) ?? []), group]);
  }
  return [...families.values()]
    .flatMap((members) => toStudy(members, groups))
    .sort((a, b) => compareText(JSON.stringify([a.study, a.task]), JSON.stringify([b.study, b.task])));
}

/** The name of a training with all its settings but R-Drop's own. */
function trainingOf(group: RunGroup): string {
  const settings = Object.entries(group.runs[0]?.settings ?? {}).filter(
    ([name]) => !name.startsWith('rdrop.'),
  );
  return JSON.stringify([stemOf(group.experiment), ...settings.sort(([a], [b]) => compareText(a, b))]);
}

function toStudy(members: readonly RunGroup[], groups: readonly RunGroup[]): Study[] {
  const [first] = members;
  if (first?.study === undefined) return [];
  const { study, task, scale } = first;
  const plain = groups.filter(
    (group) =>
      group.study === undefined &&
      group.task === task &&
      group.scale === scale &&
      trainingOf(group) === trainingOf(first),
  );
  const base = plain.find(({ method }) => method === 'r-drop');
  const baseline = plain.find(({ method }) => method === 'baseline');
  const all = [...members, ...(base === undefined ? [] : [base])];
  if (study === 'm-pass' && baseline !== undefined) all.push(baseline);
  const points = all
    .map((group) => ({ group, values: valuesOf(study, group) }))
    .filter(({ values }) => values.length > 0)
    .map(({ group, values }) => ({ group, values, label: values.join(', ') }))
    .sort((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0) || (a.values[1] ?? 0) - (b.values[1] ?? 0));
  const measures = measuresOf(all);
  const measure = measures.find(({ set }) => set !== 'valid') ?? measures[0];
  return [{ study, task, scale, name: stemOf(first.experiment), points, baseline, measure }];
}

function valuesOf(study: StudyName, group: RunGroup): number[] {
  const settings = group.runs[0]?.settings ?? {};
  const value = settings[VARIED[study]];
  if (study !== 'rates') return typeof value === 'number' ? [value] : [];
  if (typeof value === 'string') return numbersIn(value);
  const own = settings['model.dropout'];
  return typeof own === 'number' ? [own, own] : [];
}

/** The numbers of a list as a record's settings hold it: `[0.1,0.3]`. */
function numbersIn(text: string): number[] {
  return (text.match(/\d+(?:\.\d+)?/gu) ?? []).map(Number);
}

/** A measure of every point of a study that has it. */
export function studyValues({ points, measure }: Study) {
  if (measure === undefined) return [];
  return points.flatMap((point) => {
    const metric = summariseMetric(point.group, measure);
    return metric === undefined ? [] : [{ ...point, summary: metric.summary }];
  });
}
