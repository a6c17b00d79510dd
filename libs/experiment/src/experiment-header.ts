import { paperReferenceSchema, runRecordSchema, studyName } from '@rdrop/reports';
import { z } from 'zod';

/**
 * The fields every experiment of every task has; spread into a task's own strict schema:
 * `z.strictObject({ ...experimentHeader.shape, model: ... })`.
 */
export const experimentHeader = z.strictObject({
  /** One line for `list`. */
  title: z.string().min(1),
  /** How big: generated data in minutes, modest real data in hours, or the paper's own setting. */
  scale: runRecordSchema.shape.scale,
  method: runRecordSchema.shape.method,
  /** The cell of the paper's tables this experiment reproduces, checked against the paper: `paperReference({...})`. */
  paper: paperReferenceSchema.optional(),
  /** The study the experiment belongs to; it varies one setting of R-Drop and stands in no other table. */
  study: studyName.optional(),
});

export type ExperimentHeader = z.infer<typeof experimentHeader>;
