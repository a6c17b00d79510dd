import type { Precision } from '@rdrop/ops';
import type { OptimizerConfig } from '../optimizers/optimizer-config.js';
import type { DecayPredicate } from '../optimizers/slots.js';
import type { Logger } from '../reporting/logger.js';
import type { Progress } from '../reporting/progress.js';
import type { ScheduleConfig } from '../schedules/schedule-config.js';

/** Which validation metric decides what is best. */
export interface Selection {
  readonly metric: string;
  readonly better: 'lower' | 'higher';
  /** Stop after this many validations in a row without a new best; default never. */
  readonly patience?: number;
}

/** How often: every so many updates, or at the end of every epoch. */
export type Interval = number | 'epoch';

/** Everything the loop is told. */
export interface TrainOptions {
  /** The run folder; `metrics.jsonl`, `tensorboard/` and `checkpoints/` are kept in it. */
  readonly folder: string;
  readonly seed: number;
  /** Names the configuration; a checkpoint of another one is refused. Default ''. */
  readonly configHash?: string;
  readonly optimizer: OptimizerConfig;
  /** Whether weight decay applies to a parameter; default to all. */
  readonly decays?: DecayPredicate;
  readonly schedule: ScheduleConfig;
  /**
   * 'mixed': matrix products multiply float16 where the engine can, with dynamic loss scaling; parameters, sums, losses and all
   * else stay float32. Default 'float32'.
   */
  readonly precision?: Precision;
  /** Limit of the global gradient norm; default 0 (off). */
  readonly clipNorm?: number;
  /** Batches per update; gradients of their summed losses are added and divided by the total count. Default 1. */
  readonly accumulate?: number;
  /** At least one of the two ends the run. */
  readonly maxUpdates?: number;
  readonly maxEpochs?: number;
  /** Updates between two reports: only then are losses read from the device. Default 50. */
  readonly logEvery?: number;
  /** Default 'epoch'. Needs the task's `validate`. */
  readonly validateEvery?: Interval;
  readonly selection?: Selection;
  /** Default 'epoch'. A checkpoint is also written for every new best and at the end. */
  readonly checkpointEvery?: Interval;
  /** Newest checkpoints kept besides the best; default 3. */
  readonly keepLast?: number;
  /** The run fails when a reported loss exceeds this many times the first one (or 1, if that is more); 0: never. Default 100. */
  readonly explodeFactor?: number;
  /** Unit of `count` in progress lines; default 'tokens'. */
  readonly unit?: string;
  /** Default true. */
  readonly tensorboard?: boolean;
  /** Whether an engine that can may record steps and run them again without the host's code. Default true. */
  readonly replay?: boolean;
  readonly log: Logger;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** Options with every default filled in. */
export type ResolvedOptions = TrainOptions &
  Required<
    Pick<
      TrainOptions,
      | 'configHash'
      | 'precision'
      | 'clipNorm'
      | 'accumulate'
      | 'maxUpdates'
      | 'maxEpochs'
      | 'logEvery'
      | 'validateEvery'
      | 'checkpointEvery'
      | 'explodeFactor'
      | 'unit'
      | 'tensorboard'
      | 'replay'
    >
  >;

/** Fills in defaults. @throws RangeError for a setting out of range. */
export function resolveOptions(options: TrainOptions): ResolvedOptions {
  const resolved = {
    configHash: '',
    precision: 'float32',
    clipNorm: 0,
    accumulate: 1,
    maxUpdates: Number.POSITIVE_INFINITY,
    maxEpochs: Number.POSITIVE_INFINITY,
    logEvery: 50,
    validateEvery: 'epoch',
    checkpointEvery: 'epoch',
    explodeFactor: 100,
    unit: 'tokens',
    tensorboard: true,
    replay: true,
    ...options,
  } as const;
  for (const name of ['accumulate', 'logEvery', 'validateEvery', 'checkpointEvery'] as const) {
    const value = resolved[name];
    if (value !== 'epoch' && !(Number.isSafeInteger(value) && value >= 1)) {
      throw new RangeError(`train: expected ${name} to be a whole number of at least 1, got ${value}`);
    }
  }
  for (const name of ['clipNorm', 'explodeFactor', 'maxUpdates', 'maxEpochs'] as const) {
    if (!(resolved[name] >= 0))
      throw new RangeError(`train: expected ${name} to be at least 0, got ${resolved[name]}`);
  }
  if (!Number.isFinite(resolved.maxUpdates) && !Number.isFinite(resolved.maxEpochs)) {
    throw new RangeError('train: expected maxUpdates or maxEpochs, got neither');
  }
  const patience = options.selection?.patience;
  if (patience !== undefined && !(Number.isSafeInteger(patience) && patience >= 1)) {
    throw new RangeError(
      `train: expected selection.patience to be a whole number of at least 1, got ${patience}`,
    );
  }
  return resolved;
}
