import type { PaperReference } from '../paper/paper-reference.js';
import { metricIdentity, type RunMetric } from '../record/run-record.js';
import { summarise, type Summary } from './aggregate.js';
import type { RunGroup } from './group-runs.js';

/** What a column of numbers measures. */
export interface Measure {
  readonly name: string;
  readonly set: string;
  readonly signature: string;
}

/** A measure over the seeds of a group. */
export interface MetricSummary {
  readonly summary: Summary;
  readonly paper: PaperReference | undefined;
}

/** Every measure the groups have, in the order of first appearance; one for each signature. */
export function measuresOf(groups: readonly RunGroup[]): Measure[] {
  const measures = new Map<string, Measure>();
  for (const metric of groups.flatMap((group) => group.runs.flatMap((run) => run.metrics))) {
    const { name, set, signature } = metric;
    const key = metricIdentity(metric);
    if (!measures.has(key)) measures.set(key, { name, set, signature });
  }
  return [...measures.values()];
}

/** A measure over the seeds of a group; undefined where no run has it. */
export function summariseMetric(group: RunGroup, measure: Measure): MetricSummary | undefined {
  const metrics = metricsOf(group, measure);
  if (metrics.length === 0) return undefined;
  return {
    summary: summarise(metrics.map((metric) => metric.value)),
    paper: metrics.find((metric) => metric.paper !== undefined)?.paper,
  };
}

function metricsOf(group: RunGroup, measure: Measure): RunMetric[] {
  const identity = metricIdentity(measure);
  return group.runs.flatMap((run) => run.metrics.filter((metric) => metricIdentity(metric) === identity));
}
