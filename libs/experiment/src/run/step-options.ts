import { type RDropStepOptions } from '@rdrop/core';
import { type RDropSettings } from '../schema/shared-settings.js';

/** What an experiment's `rdrop` settings and seed say of the step; a task adds its scaling and label smoothing. */
export function stepOptionsOf(
  { alpha, passes, everyK, passRates }: RDropSettings,
  seed: number,
): Pick<RDropStepOptions, 'alpha' | 'passes' | 'everyK' | 'seed' | 'passRates'> {
  return { alpha, passes, everyK, seed, ...(passRates === undefined ? {} : { passRates }) };
}
