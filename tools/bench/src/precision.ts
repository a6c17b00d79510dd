import type { Precision } from '@rdrop/ops';

/** Precisions of matrix products, by the names that commands and reports have for them. */
export const PRECISIONS = ['f32', 'mixed'] as const;
export type PrecisionName = (typeof PRECISIONS)[number];

/** The precision as the libs name it. */
export const precisionOf = (name: PrecisionName): Precision => (name === 'f32' ? 'float32' : name);
