/** Fields every schedule may carry. */
interface Shared {
  /**
   * Added to the number of updates done before the rule is looked up. 1 reproduces training loops that step the
   * scheduler before the optimizer (the reference ViT code). Default 0.
   */
  readonly offset?: number;
}

/** The same learning rate for every update. */
export interface ConstantSchedule extends Shared {
  readonly kind: 'constant';
  readonly peak: number;
}

/** Linear warm-up to `peak`, then decay with the inverse square root of the update (fairseq `inverse_sqrt`). */
export interface InverseSqrtSchedule extends Shared {
  readonly kind: 'inverse-sqrt';
  readonly peak: number;
  readonly warmupUpdates: number;
  /** Learning rate of the first update; default 0. */
  readonly warmupInit?: number;
}

/** Linear warm-up to `peak`, then linear decay to 0 at `totalUpdates` (Hugging Face, ViT). */
export interface LinearSchedule extends Shared {
  readonly kind: 'linear';
  readonly peak: number;
  readonly warmupUpdates: number;
  readonly totalUpdates: number;
}

/** Linear warm-up, then (1 - progress)^power from `peak` down to `end` (fairseq `polynomial_decay`, Hugging Face). */
export interface PolynomialSchedule extends Shared {
  readonly kind: 'polynomial';
  readonly peak: number;
  readonly warmupUpdates: number;
  readonly totalUpdates: number;
  /** Default 0. */
  readonly end?: number;
  /** Default 1. */
  readonly power?: number;
}

/** Linear warm-up, then half a cosine from `peak` to 0 (Hugging Face, ViT). Stays at 0 beyond `totalUpdates`. */
export interface CosineSchedule extends Shared {
  readonly kind: 'cosine';
  readonly peak: number;
  readonly warmupUpdates: number;
  readonly totalUpdates: number;
}

/** Linear warm-up, then cosine periods between `peak` and `minimum` with warm restarts (fairseq `cosine`). */
export interface CosineRestartsSchedule extends Shared {
  readonly kind: 'cosine-restarts';
  readonly peak: number;
  readonly minimum: number;
  readonly warmupUpdates: number;
  /** Learning rate of the first update; default `minimum`. */
  readonly warmupInit?: number;
  /** Updates of the first period. */
  readonly periodUpdates: number;
  /** Every period is this many times as long as the one before (fairseq `t_mult`); default 1. */
  readonly periodFactor?: number;
  /** Peak and minimum are multiplied by this after every period (fairseq `lr_shrink`); default 1. */
  readonly shrink?: number;
}

/** A learning-rate schedule as plain data. */
export type ScheduleConfig =
  | ConstantSchedule
  | InverseSqrtSchedule
  | LinearSchedule
  | PolynomialSchedule
  | CosineSchedule
  | CosineRestartsSchedule;
