import type { GlueExperiment } from '../experiment-schema.js';

/** What all experiments share: AdamW and schedule of the official code's GLUE runs. */
export const sharedTraining: Omit<GlueExperiment['training'], 'schedule' | 'batch' | 'maxUpdates'> = {
  optimizer: { kind: 'hf-adamw', betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.01 },
  clipNorm: 1,
  accumulate: 1,
  logEvery: 50,
  validateEvery: 'epoch',
  keepCheckpoints: 1,
};

/** The baseline and the method, as `rdrop` settings. */
export const plain = { alpha: 0, passes: 1, everyK: 1, scaling: 'paper' } as const;
export const rDrop = (alpha: number): GlueExperiment['rdrop'] => ({
  alpha,
  passes: 2,
  everyK: 1,
  scaling: 'paper',
});

/** Rows by key, as the index lists them. */
export function named(
  entries: readonly (readonly [string, GlueExperiment])[],
): Readonly<Record<string, GlueExperiment>> {
  return Object.fromEntries(entries);
}
