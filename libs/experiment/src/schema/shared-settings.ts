import { z } from 'zod';

/** A whole number of at least 1. */
export const positiveInteger = z.int().min(1);

/** A probability below 1: dropout, label smoothing, the decay of a moment. */
export const rate = z.number().min(0).lt(1);

const alphaRamp = z.strictObject({
  kind: z.literal('linear'),
  from: z.number().min(0),
  to: z.number().min(0),
  updates: positiveInteger,
});

/** The method's settings, the same for every task. */
export const rDropSettings = z.strictObject({
  /** Weight of the divergence, Eq. 4: constant, or a ramp over the first updates. */
  alpha: z.union([z.number().min(0), alphaRamp]),
  /** 1 is the plain baseline, 2 the method. */
  passes: positiveInteger,
  /** R-Drop on every k-th update only. */
  everyK: positiveInteger,
  /** One dropout rate per pass instead of the model's. */
  passRates: z.array(rate).optional(),
});

export type RDropSettings = z.infer<typeof rDropSettings>;

/** Refinement for an experiment: as many rates as passes. Spread into `.refine(...ratesMatchPasses)`. */
export const ratesMatchPasses: [
  ({ rdrop }: { rdrop: RDropSettings }) => boolean,
  { path: string[]; message: string },
] = [
  ({ rdrop }) => rdrop.passRates === undefined || rdrop.passRates.length === rdrop.passes,
  { path: ['rdrop', 'passRates'], message: 'expected a rate for each of rdrop.passes' },
];

/** What the training loop is told, the same for every task; spread the shape into a task's own `training`. */
export const loopSettings = z.strictObject({
  /** Of matrix products: `mixed` multiplies float16 where the engine can (webgpu). Absent: float32. */
  precision: z.enum(['float32', 'mixed']).optional(),
  /** Global gradient norm; 0 switches clipping off. */
  clipNorm: z.number().min(0),
  /** Micro-batches per update. */
  accumulate: positiveInteger,
  maxUpdates: positiveInteger,
  logEvery: positiveInteger,
  /** Updates between two validations, each with a checkpoint; `epoch`: at the end of every epoch. */
  validateEvery: z.union([positiveInteger, z.literal('epoch')]),
  /** Validations without a better value before training stops; absent: never. */
  patience: positiveInteger.optional(),
  /** Recent checkpoints kept beside the best. */
  keepCheckpoints: positiveInteger,
});

export type LoopSettings = z.infer<typeof loopSettings>;
