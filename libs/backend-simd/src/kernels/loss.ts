import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { expectSize, rowsOf } from './shapes.js';

/** Weights w of the smoothed loss: nll * w.nll + sum_v(-log p_v) * w.every. */
function smoothing(call: KernelCall, vocabulary: number): { nll: number; every: number } {
  const eps = call.number('smoothing');
  if (eps === 0) return { nll: 1, every: 0 };
  if (call.attributes['form'] === 'others') {
    const each = eps / (vocabulary - 1);
    return { nll: 1 - eps - each, every: each };
  }
  return { nll: 1 - eps, every: eps / vocabulary };
}

interface Sizes {
  readonly vocabulary: number;
  readonly positions: number;
  readonly passes: number;
}

function sizes(call: KernelCall, passes: number): Sizes {
  const { rows, width: vocabulary } = rowsOf(call.input('logits'));
  if (!Number.isInteger(passes) || passes < 1 || rows % passes !== 0) {
    throw new Error(`${call.name}: expected rows that ${passes} passes divide, got ${rows}`);
  }
  const positions = rows / passes;
  expectSize(`${call.name} labels`, call.input('labels'), positions);
  const { mask } = call.inputs;
  if (mask !== undefined) expectSize(`${call.name} mask`, mask, positions);
  return { vocabulary, positions, passes };
}

/** The terms as doubles (ce of each pass, nll of each pass, kl) and the log-sum-exp of every row. */
function runTerms(call: KernelCall, passes: number): { sums: number[]; logSumExp: tf.TensorInfo } {
  const { backend } = call;
  const { vocabulary, positions } = sizes(call, passes);
  const weights = smoothing(call, vocabulary);
  const inputs = [call.floats('logits'), call.ints('labels'), call.optionalFloats('mask')];
  const logSumExp = backend.output([passes * positions], 'float32');
  const terms = 2 * passes + 1;
  const address = backend.scratch('work', 8 * terms);
  const sums = backend.linear.doubles(address, terms).fill(0);
  backend.kernels.lossTerms(
    ...[...inputs, backend.address(logSumExp), address, vocabulary, positions, passes],
    ...[0, positions, weights.nll, weights.every],
  );
  return { sums: Array.from(sums), logSumExp };
}

function runGradient(call: KernelCall, passes: number): tf.TensorInfo {
  const { backend } = call;
  const { vocabulary, positions } = sizes(call, passes);
  const weights = smoothing(call, vocabulary);
  const logits = call.input('logits');
  const dTerms = gradientOfTerms(call, passes);
  const inputs = [
    call.floats('logits'),
    call.ints('labels'),
    call.optionalFloats('mask'),
    call.floats('logSumExp'),
  ];
  const dLogits = backend.output(logits.shape, 'float32');
  const work = backend.scratch('work', 4 * (passes * vocabulary + 2 * passes + 1));
  backend.linear.floats(work + 4 * passes * vocabulary, 2 * passes + 1).set(dTerms);
  backend.kernels.lossTermsGrad(
    ...[
      work + 4 * passes * vocabulary,
      ...inputs,
      backend.address(dLogits),
      work,
      vocabulary,
      positions,
      passes,
    ],
    ...[0, positions, weights.nll, weights.every],
  );
  return dLogits;
}

/** The plain cross-entropy has no divergence term: a zero stands for it. */
function gradientOfTerms(call: KernelCall, passes: number): Float32Array {
  const given = call.backend.linear.floats(call.floats('dTerms'), call.input('dTerms').shape[0] ?? 0);
  const all = new Float32Array(2 * passes + 1);
  all.set(given);
  return all;
}

function termsTensor(call: KernelCall, values: readonly number[]): tf.TensorInfo {
  const terms = call.backend.output([values.length], 'float32');
  call.backend.linear.floats(call.backend.address(terms), values.length).set(values);
  return terms;
}

function crossEntropy(call: KernelCall): tf.TensorInfo[] {
  const { sums, logSumExp } = runTerms(call, 1);
  return [termsTensor(call, sums.slice(0, 2)), logSumExp];
}

function rDropTerms(call: KernelCall): tf.TensorInfo[] {
  const { sums, logSumExp } = runTerms(call, call.number('passes'));
  return [termsTensor(call, sums), logSumExp];
}

export function registerLoss(): void {
  registerFused('RDropCrossEntropy', crossEntropy);
  registerFused('RDropCrossEntropyGrad', (call) => runGradient(call, 1));
  registerFused('RDropTerms', rDropTerms);
  registerFused('RDropTermsGrad', (call) => runGradient(call, call.number('passes')));
}
