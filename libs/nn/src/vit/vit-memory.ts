import type { MemoryEstimate } from '../transformer/memory-estimate.js';
import { sequenceLength, type VitConfig } from './vit-config.js';
import { vitParameterCounts } from './vit-parameters.js';

const BYTES = 4;

/**
 * Estimated memory of one float32 training step of `rows` images (all passes counted) with SGD and momentum: parameters P,
 * gradients P, momentum P, and per row, with T positions, width D, feed-forward width F and H heads in each layer,
 * T * (11 D + 2 F + H T): two norms with their inputs, queries, keys, values, mixed values, the sums, the hidden layer
 * before and after GELU, and attention weights. Inputs and patches are 2 * 3 * side^2, logits little.
 */
export function vitMemoryEstimate(config: VitConfig, rows: number): MemoryEstimate {
  const { dim: D, ffnDim: F, heads: H, layers, image } = config;
  const T = sequenceLength(config);
  const count = vitParameterCounts(config).reduce((sum, part) => sum + part.parameters, 0);
  const parameters = BYTES * count;
  const activations = BYTES * rows * (layers * T * (11 * D + 2 * F + H * T) + 2 * T * D + 6 * image ** 2);
  return {
    parameters,
    gradients: parameters,
    optimizer: parameters,
    activations,
    total: 3 * parameters + activations,
  };
}
