import { z } from 'zod';

const metrics = z.record(z.string(), z.number());

/** A line of `metrics.jsonl`. Unknown fields are left out: a curve needs these alone. */
const curvePoint = z.object({
  kind: z.enum(['train', 'validation']),
  update: z.int().nonnegative(),
  metrics,
  /** Time spent training so far. */
  seconds: z.number().nonnegative(),
});

/** What a run logged at one update: means of the training since the last such line, or a validation. */
export type CurvePoint = z.infer<typeof curvePoint>;

/**
 * The points of a `metrics.jsonl`, in order of updates. A line that is none (the last one of a run that was cut off, say) is
 * left out; of two lines for one update the later counts, since a resumed run repeats some.
 */
export function parseCurve(text: string): CurvePoint[] {
  const points = new Map<string, CurvePoint>();
  for (const line of text.split('\n')) {
    const point = curvePoint.safeParse(jsonOf(line));
    if (point.success) points.set(`${point.data.kind} ${point.data.update}`, point.data);
  }
  return [...points.values()].sort((a, b) => a.update - b.update);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
