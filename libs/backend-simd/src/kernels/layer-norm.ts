import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { partialSlices, perSlice, perThread, rowSlices, valueOf } from '../threads/slice-arguments.js';
import { dropoutPlan } from './dropout.js';
import { expectSize, rowsOf } from './shapes.js';

/** Largest ratio of a bias to its gain, and smallest gain, with which the value says as much as what was normalised. */
const MOST_BIAS = 16;
const LEAST_GAIN = 2 ** -20;

/**
 * Whether (y - bias) / gain gives back what was normalised. Rounding y costs some 1e-7 times the ratio of bias and gain,
 * which is to stay about what rounding does elsewhere.
 */
function isInvertible(gain: Float32Array, bias: Float32Array): boolean {
  return gain.every((value, i) => {
    const size = Math.abs(value);
    return size >= LEAST_GAIN && Math.abs(bias[i] ?? Number.NaN) <= MOST_BIAS * size;
  });
}

/** y [N, D], normalised [N, D] (or [0], where y gives it back) and inverseStd [N]. */
function layerNorm(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const info = call.input('x');
  const { rows, width } = rowsOf(info);
  expectSize(`${call.name} gain`, call.input('gain'), width);
  expectSize(`${call.name} bias`, call.input('bias'), width);
  const { residual } = call.inputs;
  if (residual !== undefined) expectSize(`${call.name} residual`, residual, rows * width);
  const gain = call.floats('gain');
  const bias = call.floats('bias');
  const inputs = [call.floats('x'), gain, bias, call.optionalFloats('residual')];
  const plan = dropoutPlan(call, rows * width);
  const hasInverse = isInvertible(backend.linear.floats(gain, width), backend.linear.floats(bias, width));
  const y = backend.output(info.shape, 'float32');
  const normalised = backend.output(hasInverse ? [0] : info.shape, 'float32');
  const inverseStd = backend.output([rows], 'float32');
  // The kernel writes y last, so what it has normalised may lie in the same place.
  const addresses = [y, hasInverse ? y : normalised, inverseStd].map((output) => backend.address(output));
  const parts = rowSlices(rows, width);
  const range = [width, parts.begin, parts.end, call.number('epsilon')];
  backend.launch('layerNorm', [...inputs, plan, ...addresses, ...range], parts.count);
  return [y, normalised, inverseStd];
}

/** dx, dResidual (when wanted), dGain, dBias. */
function layerNormGrad(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const info = call.input('dy');
  const { rows, width } = rowsOf(info);
  const isOfValue = call.inputs['normalised'] === undefined;
  const keys = isOfValue
    ? ['dy', 'y', 'inverseStd', 'gain', 'bias']
    : ['dy', 'normalised', 'inverseStd', 'gain'];
  const inputs = keys.map((key) => call.floats(key));
  const plan = dropoutPlan(call, rows * width);
  const dx = backend.output(info.shape, 'float32');
  const dResidual = call.flag('wantsResidual') ? [backend.output(info.shape, 'float32')] : [];
  const dGain = backend.output([width], 'float32');
  const dBias = backend.output([width], 'float32');
  const [residualAddress = 0] = dResidual.map((output) => backend.address(output));
  // Each slice leaves its sums over rows in [count, width] work space; they are added in the order of the slices.
  const parts = partialSlices(rows, width);
  const bytes = 4 * width;
  const sliceBytes = isOfValue ? bytes * valueOf(parts.end, 0, 0) : 0; // rows that are normalised again
  const gains = backend.scratch('work', 2 * parts.count * bytes + backend.threads * sliceBytes);
  const biases = gains + parts.count * bytes;
  const work = isOfValue ? [perThread(biases + parts.count * bytes, sliceBytes)] : [];
  const outputs = [backend.address(dx), residualAddress, perSlice(gains, bytes), perSlice(biases, bytes)];
  const range = [width, parts.begin, parts.end];
  const kernel = isOfValue ? 'layerNormGradOfValue' : 'layerNormGrad';
  backend.launch(kernel, [...inputs, plan, ...outputs, ...work, ...range], parts.count);
  backend.launch('columnSums', [gains, backend.address(dGain), width, 0, parts.count, 0, width]);
  backend.launch('columnSums', [biases, backend.address(dBias), width, 0, parts.count, 0, width]);
  return [dx, ...dResidual, dGain, dBias];
}

export function registerLayerNorm(): void {
  registerFused('RDropLayerNorm', layerNorm);
  registerFused('RDropLayerNormGrad', layerNormGrad);
}
