import {
  adamUpdate,
  type AdamHyper,
  advanceCorrections,
  declareNumbers,
  type GradientClip,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { AdamConfig } from './optimizer-config.js';
import type {
  NamedVariables,
  Optimizer,
  OptimizerState,
  SavedOptimizerState,
  UpdateNumbers,
} from './optimizer.js';
import { assignSaved, type DecayPredicate, SlotTable, savedNumber, type SlotGradient } from './slots.js';

interface Resolved {
  readonly kind: AdamConfig['kind'];
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** Name of the corrections in checkpoints. */
const CORRECTIONS = 'corrections';

/**
 * All Adam variants: one rule, p -= stepSize m / (sqrt(v) + epsilon), with different constants folded into it. Where updates
 * may be skipped, the bias corrections are on the device.
 */
export class Adam implements Optimizer {
  private readonly table: SlotTable<'m' | 'v'>;
  private readonly config: Resolved;
  private updates = 0;
  /** [2] */
  private readonly corrections: tf.Variable | undefined;
  /** Of the update that is being made. */
  private numbers: UpdateNumbers = { learningRate: 0 };

  constructor(
    config: AdamConfig,
    parameters: NamedVariables,
    { decays, skips }: { readonly decays: DecayPredicate; readonly skips: boolean },
  ) {
    const [beta1, beta2] = config.betas ?? [0.9, 0.999];
    this.config = {
      kind: config.kind,
      beta1,
      beta2,
      epsilon: config.epsilon ?? 1e-8,
      weightDecay: config.weightDecay ?? 0,
    };
    this.table = new SlotTable(parameters, ['m', 'v'], decays);
    this.corrections = skips ? tf.tidy(() => tf.variable(tf.zeros([2]), false)) : undefined;
  }

  advance(numbers: UpdateNumbers): void {
    this.updates += 1;
    this.numbers = numbers;
  }

  update(gradients: ReadonlyMap<string, tf.Tensor>, clip?: GradientClip): void {
    const pairs = this.table.withGradients(gradients);
    const { kind, weightDecay } = this.config;
    if (this.corrections !== undefined) {
      if (clip === undefined)
        throw new Error('Adam.update: expected a norm, by which an update may be skipped');
      advanceCorrections(this.corrections, clip.norm, this.config);
    }
    if (kind === 'hf-adamw' && weightDecay > 0) {
      // Decay after the step equals decay before it with a shorter step, so the step size differs by group.
      for (const decay of [true, false]) {
        this.updateGroup(
          pairs.filter(({ slot }) => slot.decay === decay),
          clip,
          decay,
        );
      }
    } else {
      this.updateGroup(pairs, clip, true);
    }
  }

  private updateGroup(
    pairs: readonly SlotGradient<'m' | 'v'>[],
    clip: GradientClip | undefined,
    decay: boolean,
  ): void {
    if (pairs.length === 0) return;
    const { config, corrections: values } = this;
    const ofEpsilon = config.kind === 'adamw' || config.kind === 'torch-adam';
    const corrections = values === undefined ? undefined : { values, ofEpsilon };
    const hyper = () =>
      foldConstants(config, values === undefined ? this.updates : FOREVER, { ...this.numbers, decay });
    declareNumbers(hyper(), hyper);
    adamUpdate(
      pairs.map(({ slot, gradient }) => ({
        parameter: slot.parameter,
        gradient,
        m: slot.state.m,
        v: slot.state.v,
        decay: slot.decay,
      })),
      { ...hyper(), clip, corrections },
    );
  }

  state(): OptimizerState {
    const tensors = this.table.tensors();
    if (this.corrections !== undefined) tensors.set(CORRECTIONS, this.corrections);
    return { tensors, numbers: { updates: this.updates } };
  }

  restore(saved: SavedOptimizerState): void {
    const updates = savedNumber(saved, 'updates');
    this.table.restore(saved.tensors);
    if (this.corrections !== undefined) assignSaved(saved.tensors, [[CORRECTIONS, this.corrections]]);
    this.updates = updates;
  }

  dispose(): void {
    this.table.dispose();
    this.corrections?.dispose();
  }
}

/** Updates after which nothing is to be corrected. */
const FOREVER = Number.POSITIVE_INFINITY;

/** The constants of update number `updates` (from 1): bias corrections and decay folded into the one rule. */
function foldConstants(
  config: Resolved,
  updates: number,
  step: UpdateNumbers & { decay: boolean },
): Omit<AdamHyper, 'clip' | 'corrections'> {
  const { kind, beta1, beta2, epsilon, weightDecay } = config;
  const correction1 = 1 - beta1 ** updates;
  const correction2 = Math.sqrt(1 - beta2 ** updates);
  const stepSize = (step.learningRate * correction2) / correction1;
  const decoupled = step.learningRate * weightDecay;
  const common = { gradientScale: step.gradientScale ?? 1, beta1, beta2 };
  switch (kind) {
    case 'fairseq-adam':
      return { ...common, stepSize, epsilon, decoupledDecay: decoupled, coupledDecay: 0 };
    case 'adamw':
      // sqrt(v)/correction2 + eps, times correction2 above and below the fraction.
      return {
        ...common,
        stepSize,
        epsilon: epsilon * correction2,
        decoupledDecay: decoupled,
        coupledDecay: 0,
      };
    case 'torch-adam':
      return {
        ...common,
        stepSize,
        epsilon: epsilon * correction2,
        decoupledDecay: 0,
        coupledDecay: weightDecay,
      };
    case 'hf-adamw': {
      const decay = step.decay ? decoupled : 0;
      return { ...common, stepSize: stepSize * (1 - decay), epsilon, decoupledDecay: decay, coupledDecay: 0 };
    }
  }
}
