import { z } from 'zod';

/** How big an experiment is: generated data in minutes, modest real data in hours, or the paper's own setting. */
export const experimentScale = z.enum(['mini', 'small', 'paper']);

/** The value the paper prints for an experiment, to lay ours beside. */
export const paperValue = z.strictObject({
  /** Name of the metric as the paper gives it, e.g. `BLEU`. */
  metric: z.string().min(1),
  /** The printed number, unrounded and in the paper's unit. */
  value: z.number(),
  /** Where it stands, e.g. `Table 1`. */
  source: z.string().min(1),
});

/**
 * The fields every experiment of every task has; spread into a task's own strict schema:
 * `z.strictObject({ ...experimentHeader.shape, model: ... })`.
 */
export const experimentHeader = z.strictObject({
  /** One line for `list`. */
  title: z.string().min(1),
  scale: experimentScale,
  /** What is trained, e.g. `baseline` or `r-drop`. */
  method: z.string().min(1),
  paper: paperValue.optional(),
});

export type ExperimentScale = z.infer<typeof experimentScale>;
export type PaperValue = z.infer<typeof paperValue>;
export type ExperimentHeader = z.infer<typeof experimentHeader>;
