import { Adam } from './adam.js';
import { Nag, Sgd } from './momentum.js';
import type { OptimizerConfig } from './optimizer-config.js';
import type { NamedVariables, Optimizer } from './optimizer.js';
import type { DecayPredicate } from './slots.js';

/** Options of {@link createOptimizer}. */
export interface CreateOptimizerOptions {
  /** Whether weight decay applies to a parameter; default to all. */
  readonly decays?: DecayPredicate;
  /**
   * Whether the device may skip updates (their gradients' norm, by which each is clipped, is not finite): Adam then does not
   * count those. Default false.
   */
  readonly skips?: boolean;
}

/**
 * Makes the optimizer a configuration describes, with zeroed state for every parameter. Dispose it after use; the
 * parameters stay the caller's.
 * @throws RangeError when a setting is out of range.
 */
export function createOptimizer(
  config: OptimizerConfig,
  parameters: NamedVariables,
  { decays = () => true, skips = false }: CreateOptimizerOptions = {},
): Optimizer {
  validate(config);
  switch (config.kind) {
    case 'sgd':
      return new Sgd(config, parameters, decays);
    case 'nag':
      return new Nag(config, parameters, decays);
    default:
      return new Adam(config, parameters, { decays, skips });
  }
}

function validate(config: OptimizerConfig): void {
  const require = (field: string, value: number, ok: boolean, expected: string): void => {
    if (!ok) throw new RangeError(`optimizer '${config.kind}': expected ${field} ${expected}, got ${value}`);
  };
  const rate = (field: string, value: number): void =>
    require(field, value, value >= 0 && value < 1, 'to be at least 0 and below 1');
  const positive = (field: string, value: number): void =>
    require(field, value, Number.isFinite(value) && value >= 0, 'to be a finite number of at least 0');

  positive('weightDecay', config.weightDecay ?? 0);
  if (config.kind === 'sgd' || config.kind === 'nag') {
    rate('momentum', config.momentum ?? 0);
    return;
  }
  const [beta1, beta2] = config.betas ?? [0, 0];
  rate('betas[0]', beta1);
  rate('betas[1]', beta2);
  positive('epsilon', config.epsilon ?? 0);
}
