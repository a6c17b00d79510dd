/** One line of `metrics.jsonl`. */
export interface MetricRecord {
  readonly kind: 'train' | 'validation';
  /** Updates made. */
  readonly update: number;
  readonly epoch: number;
  /** Means over the counted units since the last report (train), or what the task measured (validation). */
  readonly metrics: Readonly<Record<string, number>>;
  /** Of the latest update; in train records. */
  readonly learningRate?: number;
  /** Norm of the mean gradient of the latest update before clipping; in train records of runs that clip. */
  readonly gradientNorm?: number;
  /** Seconds since the run's start, over all its processes. The only fields that differ between equal runs are times. */
  readonly seconds: number;
  /** Counted units per second since the last report; in train records. */
  readonly perSecond?: number;
  /** Share of the time of updates since the last report that was spent waiting for data; of tasks that wait. */
  readonly waiting?: number;
}

/** The point a resumed run goes on from. */
export interface RewindPoint {
  /** Records of later updates are dropped; -1 drops all. */
  readonly update: number;
  /** Drops the validation of that very update too: it is about to be made again. */
  readonly beforeValidation?: boolean;
}

/** Somewhere records are kept, in order of their updates. */
export interface MetricSink {
  write(record: MetricRecord): Promise<void>;
  /** Forgets everything after a point. For a run that goes on from a checkpoint. */
  rewind(point: RewindPoint): Promise<void>;
  /** Makes everything written so far durable. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
