import type { CollectedRun } from '../record/collect-runs.js';
import type { CurvePoint } from '../record/run-curve.js';
import { summarise } from '../results/aggregate.js';
import type { RunGroup } from '../results/group-runs.js';
import type { FigurePoint } from './figure.js';

/** What stands on the horizontal axis. */
export type Axis = 'updates' | 'minutes';

export interface CurveRequest {
  readonly kind: CurvePoint['kind'];
  readonly axis: Axis;
  /** The number of a point of the curve; undefined where it has none. */
  readonly value: (point: CurvePoint, run: CollectedRun) => number | undefined;
}

/** The runs of a group with their curves. */
export function runsOf(group: RunGroup | undefined, runs: readonly CollectedRun[]): CollectedRun[] {
  return runs.filter(({ record }) => group?.runs.includes(record) === true);
}

/**
 * The mean curve of the seeds, at the updates that every seed has a number for: nothing is interpolated. Minutes are the mean
 * of the seeds' at that update.
 */
export function meanCurve(runs: readonly CollectedRun[], { kind, axis, value }: CurveRequest): FigurePoint[] {
  const byUpdate = new Map<number, { minutes: number; y: number }[]>();
  for (const run of runs) {
    for (const point of run.curve) {
      const y = point.kind === kind ? value(point, run) : undefined;
      if (y === undefined) continue;
      byUpdate.set(point.update, [...(byUpdate.get(point.update) ?? []), { minutes: point.seconds / 60, y }]);
    }
  }
  return [...byUpdate]
    .filter(([, points]) => points.length === runs.length)
    .sort(([a], [b]) => a - b)
    .map(([update, points]) => {
      const { mean, standardDeviation } = summarise(points.map(({ y }) => y));
      const x = axis === 'updates' ? update : summarise(points.map(({ minutes }) => minutes)).mean;
      return { x, y: mean, spread: standardDeviation };
    });
}
