import type { CollectedRun } from '../record/collect-runs.js';
import { summarise } from '../results/aggregate.js';
import { comparisonLabel, type Comparison } from '../results/comparisons.js';
import type { Figure, FigurePoint } from './figure.js';
import { STYLE } from './figure.js';
import { runsOf } from './mean-curve.js';

/** What an update costs in one comparison. */
export interface UpdateCost {
  readonly comparison: Comparison;
  /** Seconds an update, validation left out. */
  readonly baseline: number;
  readonly rdrop: number;
  /** R-Drop's seconds over the baseline's. */
  readonly ratio: number;
}

/**
 * Seconds an update of a run: the median over the intervals between two training lines without a validation in between.
 * Undefined for a curve without such an interval.
 */
export function secondsPerUpdate({ curve }: CollectedRun): number | undefined {
  const costs = curve.slice(1).flatMap((point, index) => {
    const before = curve[index];
    if (before?.kind !== 'train' || point.kind !== 'train') return [];
    const seconds = point.seconds - before.seconds;
    return seconds > 0 ? [seconds / (point.update - before.update)] : [];
  });
  return costs.sort((a, b) => a - b)[Math.floor(costs.length / 2)];
}

/** The price of R-Drop in every comparison whose two sides kept curves. */
export function updateCosts(comparisons: readonly Comparison[], runs: readonly CollectedRun[]): UpdateCost[] {
  return comparisons.flatMap((comparison) => {
    const [baseline, rdrop] = [comparison.baseline, comparison.rdrop].map((group) => {
      const costs = runsOf(group, runs).flatMap((run) => secondsPerUpdate(run) ?? []);
      return costs.length === 0 ? undefined : summarise(costs).mean;
    });
    if (baseline === undefined || rdrop === undefined) return [];
    return [{ comparison, baseline, rdrop, ratio: rdrop / baseline }];
  });
}

/** R-Drop's price as one picture: the two passes alone would make it 2. */
export function costFigure(costs: readonly UpdateCost[]): Figure | undefined {
  if (costs.length === 0) return undefined;
  const points = (value: (cost: UpdateCost) => number): FigurePoint[] =>
    costs.map((cost, index) => ({ x: index + 1, y: value(cost) }));
  const names = costs.map(({ comparison: { task, scale }, comparison }, index) => {
    return `${index + 1}: ${task}, ${comparisonLabel(comparison)} (${scale})`;
  });
  return {
    id: 'cost',
    title: 'Cost of an update against the baseline',
    caption: `Medians over training without validation; runs that shared a machine are rough. ${names.join('; ')}.`,
    panels: [
      {
        kind: 'curves',
        title: "R-Drop's seconds an update over the baseline's",
        xLabel: 'comparison',
        yLabel: 'times the baseline',
        series: [{ name: 'R-Drop', style: STYLE.rdrop, joined: false, points: points(({ ratio }) => ratio) }],
      },
    ],
  };
}
