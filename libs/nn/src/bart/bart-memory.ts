import {
  type BatchShape,
  type MemoryEstimate,
  type MemoryOptions,
  trainingMemory,
} from '../transformer/memory-estimate.js';
import type { BartConfig } from './bart-config.js';
import { bartParameterCounts } from './bart-parameters.js';

/** Estimated memory of one float32 training step, see `trainingMemory`. */
export function bartMemoryEstimate(
  config: BartConfig,
  batch: BatchShape,
  options: MemoryOptions = {},
): MemoryEstimate {
  const count = bartParameterCounts(config).reduce((sum, { parameters }) => sum + parameters, 0);
  const sizes = { ...config, activation: 'gelu' as const, targetVocabulary: config.vocabulary };
  return trainingMemory(sizes, count, batch, options);
}
