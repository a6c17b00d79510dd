/** Fields of every Adam variant. */
interface AdamFields {
  /** Decay rates of the two moments; default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

/**
 * The Adam family. With c1 = 1 - beta1^t and c2 = 1 - beta2^t:
 * - `fairseq-adam`: p -= lr wd p; p -= lr sqrt(c2)/c1 m/(sqrt(v) + eps). Decoupled decay, epsilon before bias correction.
 * - `torch-adam`: g += wd p; p -= lr/c1 m/(sqrt(v/c2) + eps). Coupled decay.
 * - `adamw` (PyTorch): p -= lr wd p; p -= lr/c1 m/(sqrt(v/c2) + eps).
 * - `hf-adamw` (Hugging Face 4.6): p -= lr sqrt(c2)/c1 m/(sqrt(v) + eps); then p -= lr wd p.
 */
export interface AdamConfig extends AdamFields {
  readonly kind: 'fairseq-adam' | 'torch-adam' | 'adamw' | 'hf-adamw';
}

/** SGD with momentum as in PyTorch: g += wd p; b = momentum b + g; p -= lr b. */
export interface SgdConfig {
  readonly kind: 'sgd';
  /** Default 0. */
  readonly momentum?: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

/**
 * Nesterov's method as in fairseq, whose momentum is rescaled by c = lr/lr_old:
 * p -= lr wd p; p += mu^2 c b - (1 + mu) lr g; b = mu c b - lr g.
 */
export interface NagConfig {
  readonly kind: 'nag';
  /** Default 0.99. */
  readonly momentum?: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

/** An optimizer as plain data. */
export type OptimizerConfig = AdamConfig | SgdConfig | NagConfig;
