import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
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
  backend.kernels.layerNorm(...inputs, plan, ...addresses, width, 0, rows, call.number('epsilon'));
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
  const [gainAddress, biasAddress] = [backend.address(dGain), backend.address(dBias)];
  backend.kernels.fill(gainAddress, 0, width, 0);
  backend.kernels.fill(biasAddress, 0, width, 0);
  const outputs = [backend.address(dx), residualAddress, gainAddress, biasAddress];
  backend.kernels.layerNormGrad(...inputs, plan, ...outputs, width, 0, rows);
  return [dx, ...dResidual, dGain, dBias];
}

export function registerLayerNorm(): void {
  registerFused('RDropLayerNorm', layerNorm);
  registerFused('RDropLayerNormGrad', layerNormGrad);
}
