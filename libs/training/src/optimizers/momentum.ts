import { nagUpdate, sgdUpdate, type MomentumSlot } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import type { NagConfig, SgdConfig } from './optimizer-config.js';
import type {
  NamedVariables,
  Optimizer,
  OptimizerState,
  OptimizerStep,
  SavedOptimizerState,
} from './optimizer.js';
import { SlotTable, savedNumber, type DecayPredicate, type SlotGradient } from './slots.js';

function momentumSlot({ slot, gradient }: SlotGradient<'momentum'>): MomentumSlot {
  const { parameter, decay, state } = slot;
  return { parameter, gradient, decay, momentum: state.momentum };
}

/** SGD with momentum (PyTorch's rule, no dampening). */
export class Sgd implements Optimizer {
  private readonly table: SlotTable<'momentum'>;
  private readonly momentum: number;
  private readonly weightDecay: number;

  constructor(config: SgdConfig, parameters: NamedVariables, decays: DecayPredicate) {
    this.momentum = config.momentum ?? 0;
    this.weightDecay = config.weightDecay ?? 0;
    this.table = new SlotTable(parameters, ['momentum'], decays);
  }

  apply(
    gradients: ReadonlyMap<string, tf.Tensor>,
    { learningRate, gradientScale = 1, clip }: OptimizerStep,
  ): void {
    sgdUpdate(this.table.withGradients(gradients).map(momentumSlot), {
      gradientScale,
      clip,
      learningRate,
      momentum: this.momentum,
      coupledDecay: this.weightDecay,
    });
  }

  state(): OptimizerState {
    return { tensors: this.table.tensors(), numbers: {} };
  }

  restore(saved: SavedOptimizerState): void {
    this.table.restore(saved.tensors);
  }

  dispose(): void {
    this.table.dispose();
  }
}

/** fairseq's form of Nesterov's accelerated gradient: the momentum holds steps, rescaled when the rate changes. */
export class Nag implements Optimizer {
  private readonly table: SlotTable<'momentum'>;
  private readonly momentum: number;
  private readonly weightDecay: number;
  /** Learning rate of the update before; NaN before the first. */
  private lastRate = Number.NaN;

  constructor(config: NagConfig, parameters: NamedVariables, decays: DecayPredicate) {
    this.momentum = config.momentum ?? 0.99;
    this.weightDecay = config.weightDecay ?? 0;
    this.table = new SlotTable(parameters, ['momentum'], decays);
  }

  apply(
    gradients: ReadonlyMap<string, tf.Tensor>,
    { learningRate, gradientScale = 1, clip }: OptimizerStep,
  ): void {
    const pairs = this.table.withGradients(gradients);
    const last = Number.isNaN(this.lastRate) ? learningRate : this.lastRate;
    // A previous rate of 0 leaves nothing to rescale by; the reference then takes the rate itself.
    const carried = this.momentum * (last > 0 ? learningRate / last : learningRate);
    nagUpdate(pairs.map(momentumSlot), {
      gradientScale,
      clip,
      learningRate,
      momentum: this.momentum,
      carriedMomentum: carried,
      decoupledDecay: learningRate * this.weightDecay,
    });
    this.lastRate = learningRate;
  }

  state(): OptimizerState {
    return {
      tensors: this.table.tensors(),
      numbers: Number.isNaN(this.lastRate) ? {} : { lastRate: this.lastRate },
    };
  }

  restore(saved: SavedOptimizerState): void {
    const lastRate = 'lastRate' in saved.numbers ? savedNumber(saved, 'lastRate') : Number.NaN;
    this.table.restore(saved.tensors);
    this.lastRate = lastRate;
  }

  dispose(): void {
    this.table.dispose();
  }
}
