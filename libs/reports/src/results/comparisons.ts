import { paperTable } from '../paper/find-paper-value.js';
import type { PaperReference } from '../paper/paper-reference.js';
import type { CollectedRun } from '../record/collect-runs.js';
import type { RunRecord, StudyName } from '../record/run-record.js';
import type { Summary } from './aggregate.js';
import { distinct } from './distinct.js';
import { conditionsOf, differingConditions, groupLabel, groupRuns, type RunGroup } from './group-runs.js';
import { measuresOf, summariseMetric, type Measure } from './metric-summary.js';
import { significanceOf, type Significance } from './significance.js';

/** One measure of a baseline and of the same training with R-Drop; a side without a finished run is undefined. */
export interface MeasureComparison {
  readonly measure: Measure;
  readonly higherIsBetter: boolean;
  readonly baseline: Summary | undefined;
  readonly rdrop: Summary | undefined;
  /** R-Drop minus baseline. */
  readonly difference: number | undefined;
  readonly significance: Significance;
  /** The paper's cells that the two sides answer to. */
  readonly paper: {
    readonly baseline: PaperReference | undefined;
    readonly rdrop: PaperReference | undefined;
  };
}

/** A training without R-Drop and the same with it. */
export interface Comparison {
  readonly task: string;
  readonly scale: RunRecord['scale'];
  /** What the two experiments' names have in common: `mini-de-en`. */
  readonly name: string;
  readonly baseline: RunGroup | undefined;
  readonly rdrop: RunGroup | undefined;
  readonly measures: readonly MeasureComparison[];
  readonly notes: readonly string[];
}

/** Of these a smaller number is the better one. */
const LOWER_IS_BETTER = /loss|perplexity|ppl|nll|entropy|^kl$|error|^ter$/iu;

/** `mini-de-en` of `mini-de-en-baseline`, `mini-de-en-rdrop` and `mini-de-en-every-2`. */
export function stemOf(experiment: string): string {
  return experiment.replace(/-(?:baseline|r-?drop|(?:alpha|every|passes|rates)-[\d.-]+)$/u, '');
}

/** Whether a larger number of a measure is the better one: as the paper's table says, else by its name. */
export function higherIsBetter(name: string, paper?: PaperReference): boolean {
  return paper === undefined ? !LOWER_IS_BETTER.test(name) : paperTable(paper.table).higherIsBetter;
}

/**
 * Pairs the runs with R-Drop with those without, by the names of their experiments: those of a study, or those
 * of none. Where a
 * baseline was run under several conditions, the one that differs in the fewest is taken, and a note names what still
 * differs besides R-Drop's own settings.
 */
export function comparisons(runs: readonly CollectedRun[], study?: StudyName): Comparison[] {
  const groups = groupRuns(runs.map(({ record }) => record));
  const baselines = groups.filter((group) => group.method === 'baseline' && group.study === undefined);
  const paired = groups
    .filter((group) => group.method === 'r-drop' && group.study === study)
    .map((rdrop) => ({ rdrop, baseline: nearestBaseline(rdrop, baselines) }));
  const alone = baselines
    .filter((baseline) => study === undefined && paired.every((pair) => pair.baseline !== baseline))
    .map((baseline) => ({ rdrop: undefined, baseline }));
  return [...paired, ...alone].flatMap((pair) => compare(pair, runs));
}

/** What a comparison is mainly about: the measures that the paper has, else those of the first set that is not `valid`. */
export function mainMeasures({ measures }: Comparison): MeasureComparison[] {
  const papers = measures.filter(({ paper }) => (paper.rdrop ?? paper.baseline) !== undefined);
  if (papers.length > 0) return papers;
  const first = measures.find(({ measure }) => measure.set !== 'valid') ?? measures[0];
  return measures.filter(({ measure }) => measure.set === first?.measure.set);
}

/** What a comparison is called: its name, with what sets it apart from others of that name. */
export function comparisonLabel({ name, baseline, rdrop }: Comparison): string {
  const variant = (rdrop ?? baseline)?.variant ?? '';
  return variant === '' ? name : `${name} (${variant})`;
}

interface Pair {
  readonly baseline: RunGroup | undefined;
  readonly rdrop: RunGroup | undefined;
}

function nearestBaseline(rdrop: RunGroup, baselines: readonly RunGroup[]): RunGroup | undefined {
  const candidates = baselines.filter(
    ({ task, scale, experiment }) =>
      task === rdrop.task && scale === rdrop.scale && stemOf(experiment) === stemOf(rdrop.experiment),
  );
  const distances = candidates.map((candidate) => otherDifferences(rdrop, candidate).length);
  return candidates[distances.indexOf(Math.min(...distances))];
}

/** Conditions in which two groups differ, R-Drop's own settings left out. */
function otherDifferences(a: RunGroup, b: RunGroup): string[] {
  const [left, right] = [a.runs[0], b.runs[0]];
  if (left === undefined || right === undefined) return [];
  return differingConditions([left, right]).filter((name) => !name.startsWith('rdrop.'));
}

function compare({ baseline, rdrop }: Pair, runs: readonly CollectedRun[]): Comparison[] {
  const groups = [baseline, rdrop].filter((group) => group !== undefined);
  const [first] = groups;
  if (first === undefined) return [];
  const notes = groups.flatMap((group) => group.notes);
  if (baseline !== undefined && rdrop !== undefined) notes.push(...pairNotes(baseline, rdrop));
  return [
    {
      task: first.task,
      scale: first.scale,
      name: stemOf(first.experiment),
      baseline,
      rdrop,
      measures: measuresOf(groups).map((measure) => compareMeasure({ baseline, rdrop }, measure, runs)),
      notes,
    },
  ];
}

function pairNotes(baseline: RunGroup, rdrop: RunGroup): string[] {
  const notes: string[] = [];
  const differing = otherDifferences(rdrop, baseline);
  if (differing.length > 0) {
    const [ours, theirs] = [rdrop.runs[0], baseline.runs[0]].map((run) =>
      run === undefined ? {} : conditionsOf(run),
    );
    const texts = differing.map(
      (name) => `${name} (${String(theirs?.[name] ?? 'absent')} and ${String(ours?.[name] ?? 'absent')})`,
    );
    notes.push(`${groupLabel(rdrop)}: besides R-Drop, it and its baseline differ in ${texts.join(', ')}.`);
  }
  const seeds = distinct([baseline, rdrop].map(({ runs }) => runs.map(({ seed }) => seed).join(', ')));
  if (seeds.length > 1) {
    notes.push(
      `${groupLabel(rdrop)}: the seeds are ${seeds[1]}, those of its baseline ${seeds[0]}; significance is over those in both.`,
    );
  }
  return notes;
}

function compareMeasure(
  { baseline, rdrop }: Pair,
  measure: Measure,
  runs: readonly CollectedRun[],
): MeasureComparison {
  const [theirs, ours] = [baseline, rdrop].map((group) =>
    group === undefined ? undefined : summariseMetric(group, measure),
  );
  const paper = { baseline: theirs?.paper, rdrop: ours?.paper };
  const both = theirs !== undefined && ours !== undefined;
  return {
    measure,
    higherIsBetter: higherIsBetter(measure.name, paper.rdrop ?? paper.baseline),
    baseline: theirs?.summary,
    rdrop: ours?.summary,
    difference: both ? ours.summary.mean - theirs.summary.mean : undefined,
    significance: significanceOf({ baseline, rdrop }, measure, runs),
    paper,
  };
}
