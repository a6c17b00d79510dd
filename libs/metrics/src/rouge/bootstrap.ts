import { bootstrapIndices } from 'sacrebleu-ts';
import type { RougeScore } from './measures.js';

/** The bounds between which a mean would lie in 95 of 100 samples of as many pairs. */
export interface RougeInterval {
  readonly low: RougeScore;
  readonly high: RougeScore;
}

export interface BootstrapOptions {
  readonly samples: number;
  readonly seed: number;
}

/** The value below which a share `q` of sorted values lies, interpolated as numpy's percentile does. */
function quantile(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

function resampledMeans(values: Float64Array, indices: Int32Array): Float64Array {
  const pairs = values.length;
  return Float64Array.from({ length: indices.length / pairs }, (_, sample) => {
    let sum = 0;
    for (let draw = sample * pairs; draw < (sample + 1) * pairs; draw++) {
      sum += values[indices[draw] ?? 0] ?? 0;
    }
    return sum / pairs;
  }).sort();
}

const MEASURES = ['precision', 'recall', 'f1'] as const;

/**
 * 95 % intervals of the means of all measures by the bootstrap, as rouge-score's aggregator and ROUGE-1.5.5 have them:
 * percentiles of the means of resamples, drawn pair by pair. Resamples are those of sacreBLEU's seed, not numpy's legacy
 * generator, which rouge-score leaves unseeded.
 */
export function bootstrapIntervals(
  scores: readonly (readonly RougeScore[])[],
  { samples, seed }: BootstrapOptions,
): RougeInterval[] {
  const indices = bootstrapIndices(scores[0]?.length ?? 0, samples, seed);
  return scores.map((ofMeasure) => {
    const means = MEASURES.map((name) =>
      resampledMeans(
        Float64Array.from(ofMeasure, (score) => score[name]),
        indices,
      ),
    );
    const bound = (q: number): RougeScore => {
      const [precision = 0, recall = 0, f1 = 0] = means.map((sorted) => quantile(sorted, q));
      return { precision, recall, f1 };
    };
    return { low: bound(0.025), high: bound(0.975) };
  });
}
