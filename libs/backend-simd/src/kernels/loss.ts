import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { lossWork, positionsOf, smoothing, termsTensor } from './loss-work.js';
import { expectSize, rowsOf } from './shapes.js';

interface Sizes {
  readonly vocabulary: number;
  readonly positions: number;
  readonly passes: number;
}

function sizesOf(call: KernelCall, passes: number): Sizes {
  const { rows, width: vocabulary } = rowsOf(call.input('logits'));
  const positions = positionsOf(call, rows, passes);
  expectSize(`${call.name} labels`, call.input('labels'), positions);
  const { mask } = call.inputs;
  if (mask !== undefined) expectSize(`${call.name} mask`, mask, positions);
  return { vocabulary, positions, passes };
}

/** The terms as doubles (ce of each pass, nll of each pass, kl), and the statistics [m*N, m] that the gradient needs. */
function runTerms(call: KernelCall, passes: number): { sums: number[]; statistics: tf.TensorInfo } {
  const { backend } = call;
  const sizes = sizesOf(call, passes);
  const { vocabulary, positions } = sizes;
  const weights = smoothing(call, vocabulary);
  const inputs = [call.floats('logits'), call.ints('labels'), call.optionalFloats('mask')];
  const statistics = backend.output(passes === 1 ? [positions] : [passes * positions, passes], 'float32');
  const { parts, sums, work, total } = lossWork(backend, sizes);
  backend.launch(
    'lossTerms',
    [
      ...[...inputs, backend.address(statistics), sums, work, vocabulary, positions, passes],
      ...[parts.begin, parts.end, weights.nll, weights.every],
    ],
    parts.count,
  );
  return { sums: total(), statistics };
}

function runGradient(call: KernelCall, passes: number, statistics: string): tf.TensorInfo {
  const { backend } = call;
  const sizes = sizesOf(call, passes);
  const { vocabulary, positions } = sizes;
  const weights = smoothing(call, vocabulary);
  const dy = backend.linear.floats(call.floats('dTerms'), call.input('dTerms').shape[0] ?? 0);
  const inputs = [call.floats('logits'), call.ints('labels'), call.optionalFloats('mask')];
  expectSize(`${call.name} ${statistics}`, call.input(statistics), passes * passes * positions);
  const saved = call.floats(statistics);
  const dLogits = backend.output(call.input('logits').shape, 'float32');
  const { parts, work, dTerms } = lossWork(backend, { ...sizes, dTerms: dy });
  backend.launch(
    'lossTermsGrad',
    [
      ...[dTerms, ...inputs, saved, backend.address(dLogits), work, vocabulary, positions, passes],
      ...[parts.begin, parts.end, weights.nll, weights.every],
    ],
    parts.count,
  );
  return dLogits;
}

/** A single pass has no divergence, and its only statistic is the log-sum-exp. */
function crossEntropy(call: KernelCall): tf.TensorInfo[] {
  const { sums, statistics } = runTerms(call, 1);
  return [termsTensor(call, sums.slice(0, 2)), statistics];
}

function rDropTerms(call: KernelCall): tf.TensorInfo[] {
  const { sums, statistics } = runTerms(call, call.number('passes'));
  return [termsTensor(call, sums), statistics];
}

export function registerLoss(): void {
  registerFused('RDropCrossEntropy', crossEntropy);
  registerFused('RDropCrossEntropyGrad', (call) => runGradient(call, 1, 'logSumExp'));
  registerFused('RDropTerms', rDropTerms);
  registerFused('RDropTermsGrad', (call) => runGradient(call, call.number('passes'), 'statistics'));
}
