import { sumRows, type Metric } from '../metric.js';
import { referenceCount, type ReferenceSet } from '../segments.js';
import { signatureFields, type SignatureField } from '../signature.js';
import { randomisationBits, randomisationPValue } from './approximate-randomisation.js';
import { numpyInterval, type Interval } from './interval.js';
import { bootstrapPValue } from './p-value.js';
import {
  BOOTSTRAP_SAMPLES,
  bootstrapIndices,
  bootstrapScores,
  DEFAULT_SEED,
  RANDOMISATION_SAMPLES,
  type ResamplingOptions,
  type StatisticsRows,
} from './resampled-scores.js';

/** A system's translations under a name. */
export interface NamedSystem {
  readonly name: string;
  readonly hypotheses: readonly string[];
}

/** How two systems are compared: `bs` by paired bootstrap, `ar` by approximate randomisation. */
export interface PairedTestOptions extends ResamplingOptions {
  readonly method?: 'bs' | 'ar' | undefined;
}

/** A system's score under one metric. */
export interface PairedResult {
  readonly score: number;
  /** How likely so great a difference to the baseline is by chance; none for the baseline itself. */
  readonly pValue?: number;
  /** Given by the bootstrap only. */
  readonly interval?: Interval;
}

/** The outcome of a paired test. */
export interface PairedTest {
  readonly method: 'bs' | 'ar';
  readonly samples: number;
  readonly seed: number;
  /** In the order of the systems, the baseline first; results in the order of the metrics. */
  readonly systems: readonly { readonly name: string; readonly results: readonly PairedResult[] }[];
  /** In the order of the metrics. */
  readonly signatures: readonly (readonly SignatureField[])[];
}

/**
 * Compares systems with the first of them, the baseline, on one set of references; the very numbers of sacreBLEU with the
 * same seed.
 *
 * @throws RangeError with fewer than two systems, for samples or a seed out of range, or as the metrics do
 */
export function pairedTest(
  systems: readonly NamedSystem[],
  references: readonly ReferenceSet[],
  metrics: readonly Metric[],
  options: PairedTestOptions = {},
): PairedTest {
  const { method = 'ar', seed = DEFAULT_SEED } = options;
  const samples = options.samples ?? (method === 'bs' ? BOOTSTRAP_SAMPLES : RANDOMISATION_SAMPLES);
  if (systems.length < 2) {
    throw new RangeError(
      `pairedTest: expected a baseline and at least one other system, got ${systems.length}`,
    );
  }
  const compare = method === 'bs' ? bootstrapped : randomised;
  const columns = metrics.map((metric) => {
    const rows = systems.map(({ hypotheses }) => metric.statistics(hypotheses, references));
    return compare(metric, rows, samples, seed);
  });
  return {
    method,
    samples,
    seed,
    systems: systems.map(({ name }, index) => ({
      name,
      results: columns.map((column) => column[index] ?? { score: 0 }),
    })),
    signatures: metrics.map((metric) =>
      signatureFields(referenceCount(references), metric.choices, { method, samples, seed }),
    ),
  };
}

/** One metric's results; every system meets the same resamples. */
function bootstrapped(
  metric: Metric,
  systems: readonly StatisticsRows[],
  samples: number,
  seed: number,
): PairedResult[] {
  const indices = bootstrapIndices(systems[0]?.length ?? 0, samples, seed);
  const [baseline, ...others] = systems.map((rows) => ({
    score: metric.score(sumRows(rows)).score,
    resampled: bootstrapScores(metric, rows, indices),
  }));
  if (baseline === undefined) return [];
  return [
    { score: baseline.score, interval: numpyInterval(baseline.resampled) },
    ...others.map(({ score, resampled }) => ({
      score,
      pValue: bootstrapPValue(baseline.resampled, resampled, Math.abs(baseline.score - score)),
      interval: numpyInterval(resampled),
    })),
  ];
}

/** One metric's results; every system meets the same shuffles. */
function randomised(
  metric: Metric,
  systems: readonly StatisticsRows[],
  samples: number,
  seed: number,
): PairedResult[] {
  const bits = randomisationBits(systems[0]?.length ?? 0, samples, seed);
  const [baseline, ...others] = systems;
  if (baseline === undefined) return [];
  return [
    { score: metric.score(sumRows(baseline)).score },
    ...others.map((system) => ({
      score: metric.score(sumRows(system)).score,
      pValue: randomisationPValue(metric, { baseline, system }, bits),
    })),
  ];
}
