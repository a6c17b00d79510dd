import { type DropoutSource, noDropout, philoxDropout, type SmoothingForm } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { type AlphaSchedule, alphaAt } from './alpha-schedule.js';
import type { ModelOutput } from './model-output.js';
import { type RDropLoss, rDropLoss } from './rdrop-loss.js';
import { rDropRegression, type RegressionScaling } from './rdrop-regression.js';
import type { Scaling } from './scaling.js';

/** What a forward pass needs to know about the step it belongs to. */
export interface ForwardContext {
  /** How many copies of the batch to send through, one after the other along the first axis (see `repeatBatch`). */
  readonly passes: number;
  /** Where the model's dropout sites get their masks. */
  readonly dropout: DropoutSource;
}

/** A model, as the step sees it: inputs of one batch -> logits [passes*B, ..., V], or what they are made from. */
export type Forward<I> = (inputs: I, context: ForwardContext) => ModelOutput;

export interface RDropBatch<I> {
  readonly inputs: I;
  /** int32 [B] or [B, T], of the batch once. */
  readonly labels: tf.Tensor;
  readonly mask?: tf.Tensor;
  readonly count?: number;
}

export interface RDropStepOptions {
  readonly alpha: AlphaSchedule;
  /** Seed of the masks. */
  readonly seed: number;
  /** m. Default 2. */
  readonly passes?: number;
  /** R-Drop on every k-th update only, counted from the first (paper, Fig. 3); the others are plain. Default 1. */
  readonly everyK?: number;
  /** One dropout rate per pass, in the place of the model's own (paper, section 4.5). */
  readonly passRates?: readonly number[];
  readonly labelSmoothing?: number;
  readonly smoothingForm?: SmoothingForm;
  readonly scaling?: Scaling;
}

export interface StepPosition {
  /** Updates done before this one. */
  readonly update: number;
  /** Which micro-batch of the update (gradient accumulation). Default 0. */
  readonly micro?: number;
}

/** What steps of every kind have. */
type StepSettings = Pick<RDropStepOptions, 'alpha' | 'seed' | 'passes' | 'everyK' | 'passRates'>;

function checkOptions(options: StepSettings): void {
  const { passes = 2, everyK = 1, passRates } = options;
  const positiveInteger = (value: number) => Number.isInteger(value) && value > 0;
  if (!positiveInteger(passes))
    throw new Error(`rDropStep: expected passes to be a whole number from 1, got ${passes}`);
  if (!positiveInteger(everyK))
    throw new Error(`rDropStep: expected everyK to be a whole number from 1, got ${everyK}`);
  if (passRates !== undefined && passRates.length !== passes) {
    throw new Error(`rDropStep: expected ${passes} passRates, one per pass, got ${passRates.length}`);
  }
}

/** Passes, masks and weight of the divergence of one step; on updates that are not every k-th, those of a plain one. */
function drawStep(
  options: StepSettings,
  { update, micro = 0 }: StepPosition,
): ForwardContext & { readonly alpha: number } {
  const { seed, everyK = 1, passRates } = options;
  const isRDrop = update % everyK === 0;
  const passes = isRDrop ? (options.passes ?? 2) : 1;
  const dropout = philoxDropout({
    seed,
    update,
    stream: micro,
    ...(isRDrop && passRates !== undefined ? { passRates } : {}),
  });
  return { passes, dropout, alpha: passes === 1 ? 0 : alphaAt(options.alpha, update) };
}

/**
 * Algorithm 1 of the paper for any model: draws the masks of this update, sends the repeated batch through once and
 * returns Eq. 4. The caller differentiates (`tf.variableGrads(() => step(batch, at).loss)`).
 *
 * On updates that are not every k-th, the batch goes through once and the loss is the plain cross-entropy.
 */
export function rDropStep<I>(
  forward: Forward<I>,
  options: RDropStepOptions,
): (batch: RDropBatch<I>, at: StepPosition) => RDropLoss {
  checkOptions(options);
  return (batch, at) => {
    const { passes, dropout, alpha } = drawStep(options, at);
    const output = forward(batch.inputs, { passes, dropout });
    return rDropLoss(output, batch.labels, {
      alpha,
      passes,
      labelSmoothing: options.labelSmoothing ?? 0,
      smoothingForm: options.smoothingForm ?? 'uniform',
      scaling: options.scaling ?? 'paper',
      mask: batch.mask,
      count: batch.count,
    });
  };
}

/** Options of a step whose model gives every example a number. */
export interface RDropRegressionStepOptions extends Omit<
  RDropStepOptions,
  'labelSmoothing' | 'smoothingForm' | 'scaling'
> {
  readonly scaling?: RegressionScaling;
}

/**
 * {@link rDropStep} for a regression: the same passes and masks, squared errors instead of cross-entropies.
 *
 * @param forward inputs of one batch -> predictions [passes*B] or [passes*B, 1]
 */
export function rDropRegressionStep<I>(
  forward: (inputs: I, context: ForwardContext) => tf.Tensor,
  options: RDropRegressionStepOptions,
): (batch: { readonly inputs: I; readonly targets: tf.Tensor1D }, at: StepPosition) => RDropLoss {
  checkOptions(options);
  return ({ inputs, targets }, at) => {
    const { passes, dropout, alpha } = drawStep(options, at);
    const scaling = options.scaling ?? 'paper';
    return rDropRegression(forward(inputs, { passes, dropout }), targets, { alpha, passes, scaling });
  };
}

/**
 * What a step depends on besides its batch and the masks of its update: steps of one model that agree in this, and in the
 * shapes of their batches, are the same computation (see `createStepRecorder` of `@rdrop/ops`).
 */
export function stepVariant(
  { alpha, everyK = 1 }: Pick<RDropStepOptions, 'alpha' | 'everyK'>,
  update: number,
): string {
  return update % everyK === 0 ? `alpha ${alphaAt(alpha, update)}` : 'plain';
}

/** Evaluation: one pass, nothing dropped. */
export const evaluationContext: ForwardContext = { passes: 1, dropout: noDropout };
