import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { partialSlices, perSlice, rowSlices } from '../threads/slice-arguments.js';
import { dropoutPlan } from './dropout.js';
import { expectSize, rowsOf } from './shapes.js';

/** y, normalised [N, D] and inverseStd [N]. */
function layerNorm(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const info = call.input('x');
  const { rows, width } = rowsOf(info);
  expectSize(`${call.name} gain`, call.input('gain'), width);
  expectSize(`${call.name} bias`, call.input('bias'), width);
  const { residual } = call.inputs;
  if (residual !== undefined) expectSize(`${call.name} residual`, residual, rows * width);
  const inputs = [
    call.floats('x'),
    call.floats('gain'),
    call.floats('bias'),
    call.optionalFloats('residual'),
  ];
  const plan = dropoutPlan(call, rows * width);
  const y = backend.output(info.shape, 'float32');
  const normalised = backend.output(info.shape, 'float32');
  const inverseStd = backend.output([rows], 'float32');
  const outputs = [y, normalised, inverseStd];
  const addresses = outputs.map((output) => backend.address(output));
  const parts = rowSlices(rows, width, 4);
  const range = [width, parts.begin, parts.end, call.number('epsilon')];
  backend.launch('layerNorm', [...inputs, plan, ...addresses, ...range], parts.count);
  return outputs;
}

/** dx, dResidual (when wanted), dGain, dBias. */
function layerNormGrad(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const info = call.input('dy');
  const { rows, width } = rowsOf(info);
  const inputs = ['dy', 'normalised', 'inverseStd', 'gain'].map((key) => call.floats(key));
  const plan = dropoutPlan(call, rows * width);
  const dx = backend.output(info.shape, 'float32');
  const dResidual = call.flag('wantsResidual') ? [backend.output(info.shape, 'float32')] : [];
  const dGain = backend.output([width], 'float32');
  const dBias = backend.output([width], 'float32');
  const [residualAddress = 0] = dResidual.map((output) => backend.address(output));
  // Each slice leaves its sums over rows in [count, width] work space; they are added in the order of the slices.
  const parts = partialSlices(rows, width);
  const bytes = 4 * width;
  const gains = backend.scratch('work', 2 * parts.count * bytes);
  const biases = gains + parts.count * bytes;
  const outputs = [backend.address(dx), residualAddress, perSlice(gains, bytes), perSlice(biases, bytes)];
  const range = [width, parts.begin, parts.end];
  backend.launch('layerNormGrad', [...inputs, plan, ...outputs, ...range], parts.count);
  backend.launch('columnSums', [gains, backend.address(dGain), width, parts.count, 0, width]);
  backend.launch('columnSums', [biases, backend.address(dBias), width, parts.count, 0, width]);
  return [dx, ...dResidual, dGain, dBias];
}

export function registerLayerNorm(): void {
  registerFused('RDropLayerNorm', layerNorm);
  registerFused('RDropLayerNormGrad', layerNormGrad);
}
