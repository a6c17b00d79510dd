import { rowsOf, sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { subgroupSizeOf } from '../wgsl/lane-sums.wgsl.js';
import { columnSums } from './column-sums.js';
import { LOSS_THREADS, type LossOptions, lossProgram } from './loss-program.js';

/** What a loss is taken of: V classes, N positions, m passes. */
export interface LossSizes {
  readonly classes: number;
  readonly positions: number;
  readonly passes: number;
  /** Terms of a position: 2m + 1, or 2m without the divergence. */
  readonly terms: number;
}

/** Weights of the smoothed loss: nll * nll_weight + sum_v(-log p_v) * every_weight. */
function smoothing(call: KernelCall, classes: number): { nll_weight: number; every_weight: number } {
  const eps = call.number('smoothing');
  if (eps === 0) return { nll_weight: 1, every_weight: 0 };
  if (call.attributes['form'] === 'others') {
    const each = eps / (classes - 1);
    return { nll_weight: 1 - eps - each, every_weight: each };
  }
  return { nll_weight: 1 - eps, every_weight: eps / classes };
}

/** Positions of one pass from the number of rows of all passes, checked with labels and mask. */
export function positionsOf(call: KernelCall, rows: number, passes: number): number {
  if (!Number.isInteger(passes) || passes < 1 || rows % passes !== 0) {
    throw new Error(`${call.name}: expected rows that ${passes} passes divide, got ${rows}`);
  }
  const positions = rows / passes;
  call.expectSize('labels', positions);
  if (call.has('mask')) call.expectSize('mask', positions);
  return positions;
}

function sizesOf(call: KernelCall, passes: number, terms: number): LossSizes {
  const { rows, width: classes } = rowsOf(call.floats('logits'));
  return { classes, positions: positionsOf(call, rows, passes), passes, terms };
}

/** One run of a loss program over positions from number `first` on; `tensors` are those beside labels and mask. */
export function runLoss(
  call: KernelCall,
  mode: LossOptions['mode'],
  { classes, positions, passes, terms, first = 0 }: LossSizes & { readonly first?: number },
  tensors: Readonly<Record<'inputs' | 'outputs', Readonly<Record<string, tf.TensorInfo>>>>,
): void {
  const mask = call.optionalFloats('mask');
  const program = lossProgram({
    ...{ passes, mode, aligned: classes % 4 === 0, mask: mask !== undefined },
    subgroup: mode === 'gradient' ? 0 : subgroupSizeOf(call.backend),
  });
  call.dispatch(program, {
    inputs: { ...tensors.inputs, labels: call.ints('labels'), ...(mask === undefined ? {} : { mask }) },
    outputs: tensors.outputs,
    uniforms: { positions, first, classes, terms, ...smoothing(call, classes) },
    threads: positions * LOSS_THREADS,
  });
}

/** The terms from those of all positions [N, terms]. */
export function sumTerms(call: KernelCall, rowTerms: tf.TensorInfo): tf.TensorInfo {
  const [rows = 0, width = 0] = rowTerms.shape;
  const terms = call.output([width]);
  columnSums(call, rowTerms, terms, { rows, width });
  return terms;
}

/** The terms, and the statistics that the gradient needs. */
function runTerms(call: KernelCall, sizes: LossSizes, statisticsShape: readonly number[]): tf.TensorInfo[] {
  const rowTerms = call.scratch([sizes.positions, sizes.terms]);
  const statistics = call.output(statisticsShape);
  runLoss(call, 'statistics', sizes, {
    inputs: { logits: call.floats('logits') },
    outputs: { row_terms: rowTerms, statistics },
  });
  return [sumTerms(call, rowTerms), statistics];
}

function runGradient(call: KernelCall, passes: number, key: string): tf.TensorInfo {
  const sizes = sizesOf(call, passes, sizeOf(call.input('dTerms').shape));
  call.expectSize(key, passes * passes * sizes.positions);
  const logits = call.floats('logits');
  const dLogits = call.output(logits.shape);
  runLoss(call, 'gradient', sizes, {
    inputs: { logits, statistics: call.floats(key), d_terms: call.floats('dTerms') },
    outputs: { d_logits: dLogits },
  });
  return dLogits;
}

/** A single pass has no divergence, and its only statistic is the log-sum-exp. */
function crossEntropy(call: KernelCall): tf.TensorInfo[] {
  const sizes = sizesOf(call, 1, 2);
  return runTerms(call, sizes, [sizes.positions]);
}

function rDropTerms(call: KernelCall): tf.TensorInfo[] {
  const passes = call.number('passes');
  const sizes = sizesOf(call, passes, 2 * passes + 1);
  return runTerms(call, sizes, [passes * sizes.positions, passes]);
}

export function registerLoss(): void {
  registerFused('RDropCrossEntropy', crossEntropy);
  registerFused('RDropCrossEntropyGrad', (call) => runGradient(call, 1, 'logSumExp'));
  registerFused('RDropTerms', rDropTerms);
  registerFused('RDropTermsGrad', (call) => runGradient(call, call.number('passes'), 'statistics'));
}
