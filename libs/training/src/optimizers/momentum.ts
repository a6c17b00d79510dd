import { declareNumbers, type GradientClip, type MomentumSlot, nagUpdate, sgdUpdate } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import type { NagConfig, SgdConfig } from './optimizer-config.js';
import type {
  NamedVariables,
  Optimizer,
  OptimizerState,
  SavedOptimizerState,
  UpdateNumbers,
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
  /** Of the update that is being made. */
  private numbers: UpdateNumbers = { learningRate: 0 };

  constructor(config: SgdConfig, parameters: NamedVariables, decays: DecayPredicate) {
    this.momentum = config.momentum ?? 0;
    this.weightDecay = config.weightDecay ?? 0;
    this.table = new SlotTable(parameters, ['momentum'], decays);
  }

  advance(numbers: UpdateNumbers): void {
    this.numbers = numbers;
  }

  update(gradients: ReadonlyMap<string, tf.Tensor>, clip?: GradientClip): void {
    const hyper = () => {
      const { learningRate, gradientScale = 1 } = this.numbers;
      return { gradientScale, learningRate, momentum: this.momentum, coupledDecay: this.weightDecay };
    };
    declareNumbers(hyper(), hyper);
    sgdUpdate(this.table.withGradients(gradients).map(momentumSlot), { ...hyper(), clip });
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
  /** Of the update that is being made. */
  private numbers: UpdateNumbers = { learningRate: 0 };
  private carriedMomentum = 0;

  constructor(config: NagConfig, parameters: NamedVariables, decays: DecayPredicate) {
    this.momentum = config.momentum ?? 0.99;
    this.weightDecay = config.weightDecay ?? 0;
    this.table = new SlotTable(parameters, ['momentum'], decays);
  }

  advance(numbers: UpdateNumbers): void {
    const { learningRate } = numbers;
    const last = Number.isNaN(this.lastRate) ? learningRate : this.lastRate;
    // A previous rate of 0 leaves nothing to rescale by; the reference then takes the rate itself.
    this.carriedMomentum = this.momentum * (last > 0 ? learningRate / last : learningRate);
    this.numbers = numbers;
    this.lastRate = learningRate;
  }

  update(gradients: ReadonlyMap<string, tf.Tensor>, clip?: GradientClip): void {
    const hyper = () => {
      const { learningRate, gradientScale = 1 } = this.numbers;
      return {
        gradientScale,
        learningRate,
        momentum: this.momentum,
        carriedMomentum: this.carriedMomentum,
        decoupledDecay: learningRate * this.weightDecay,
      };
    };
    declareNumbers(hyper(), hyper);
    nagUpdate(this.table.withGradients(gradients).map(momentumSlot), { ...hyper(), clip });
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
