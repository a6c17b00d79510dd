import { z } from 'zod';

/** The file in a run folder that shows some of what the trained model puts out. */
export const samplesFileName = 'samples.json';

/**
 * One thing the model put out: a translation, a summary, a continuation, the label of an image. An image is a `data:` URL of
 * at most 100 kB, so that a page can hold it.
 */
const runSample = z.strictObject({
  /** The data it comes from: `test`. */
  set: z.string().min(1),
  /** What the model was given. */
  input: z.string().optional(),
  image: z
    .string()
    .regex(/^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/=]+$/u)
    .max(100_000)
    .optional(),
  /** What was expected. */
  reference: z.string().optional(),
  output: z.string(),
});

export const runSamplesSchema = z.strictObject({
  format: z.literal(1),
  samples: z.array(runSample).max(100),
});

export type RunSample = z.infer<typeof runSample>;
