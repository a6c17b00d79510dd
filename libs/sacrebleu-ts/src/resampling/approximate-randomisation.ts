import { sumRows, type Metric } from '../metric.js';
import { drawBits } from '../random/draws.js';
import { createPcg64 } from '../random/pcg64.js';
import { pValue } from './p-value.js';
import { checkSamples, type StatisticsRows } from './resampled-scores.js';

/**
 * For each trial, from which of two systems each segment comes: 1 the baseline, 0 the other.
 *
 * @returns [samples, segments]
 * @throws RangeError for samples or a seed out of range
 */
export function randomisationBits(segments: number, samples: number, seed: number): Uint8Array {
  checkSamples(samples);
  return drawBits(createPcg64(seed), samples * segments);
}

/**
 * The p-value of approximate randomisation (Riezler and Maxwell 2005): the two systems' segments are shuffled between
 * them, and the differences of the shuffled systems compared with the real one.
 *
 * @param bits as `randomisationBits` gives them
 */
export function randomisationPValue(
  metric: Metric,
  { baseline, system }: { readonly baseline: StatisticsRows; readonly system: StatisticsRows },
  bits: Uint8Array,
): number {
  const segments = baseline.length;
  const baselineSums = sumRows(baseline);
  const systemSums = sumRows(system);
  const width = baselineSums.length;
  // What choosing the baseline's segment changes; a sum of these over the chosen segments does both shuffled systems.
  const changes = Float64Array.from(
    baseline.flatMap((row, segment) => row.map((value, column) => value - (system[segment]?.[column] ?? 0))),
  );
  const change = new Float64Array(width);
  const differences = new Float64Array(bits.length / segments);
  for (let trial = 0; trial < differences.length; trial += 1) {
    change.fill(0);
    for (let segment = 0; segment < segments; segment += 1) {
      if (bits[trial * segments + segment] === 0) continue;
      for (let column = 0; column < width; column += 1) {
        change[column] = (change[column] ?? 0) + (changes[segment * width + column] ?? 0);
      }
    }
    const first = metric.score(systemSums.map((sum, column) => sum + (change[column] ?? 0)));
    const second = metric.score(baselineSums.map((sum, column) => sum - (change[column] ?? 0)));
    differences[trial] = Math.abs(first.score - second.score);
  }
  const difference = Math.abs(metric.score(baselineSums).score - metric.score(systemSums).score);
  return pValue(differences, difference);
}
