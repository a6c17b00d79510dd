import { rowsOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { subgroupSizeOf } from '../wgsl/lane-sums.wgsl.js';
import { maskOf } from '../wgsl/philox.wgsl.js';
import { columnSums } from './column-sums.js';
import { layerNormGradProgram, layerNormProgram, rowLayout, THREADS } from './layer-norm-programs.js';

/** Parts that rows are summed in for the gradients by gain and bias: enough workgroups for a large GPU. */
const MOST_PARTS = 256;

/** y, normalised [N, D] and inverseStd [N]. */
function layerNorm(call: KernelCall): tf.TensorInfo[] {
  const x = call.floats('x');
  const { rows, width } = rowsOf(x);
  call.expectSize('gain', width);
  call.expectSize('bias', width);
  const residual = call.optionalFloats('residual');
  if (residual !== undefined) call.expectSize('residual', rows * width);
  const mask = maskOf(call, rows * width);
  const { elements, ...layout } = rowLayout(width, subgroupSizeOf(call.backend));
  const y = call.output(x.shape);
  const normalised = call.output(x.shape);
  const inverseStd = call.output([rows]);
  call.dispatch(layerNormProgram({ ...layout, rates: mask.rates, residual: residual !== undefined }), {
    inputs: {
      ...{ x, gain: call.floats('gain'), bias: call.floats('bias') },
      ...(residual === undefined ? {} : { residual }),
    },
    outputs: { y, normalised, inverse_std: inverseStd },
    uniforms: { rows, elements, width, epsilon: call.number('epsilon'), ...mask.uniforms },
    stepValues: mask.stepValues,
    threads: rows * layout.lanes,
  });
  return [y, normalised, inverseStd];
}

/** dx, dResidual (when wanted), dGain, dBias. */
function layerNormGrad(call: KernelCall): tf.TensorInfo[] {
  const dy = call.floats('dy');
  const { rows, width } = rowsOf(dy);
  call.expectSize('normalised', rows * width);
  call.expectSize('inverseStd', rows);
  call.expectSize('gain', width);
  const mask = maskOf(call, rows * width);
  const { elements, ...layout } = rowLayout(width, subgroupSizeOf(call.backend));
  const dx = call.output(dy.shape);
  const dResidual = call.flag('wantsResidual') ? call.output(dy.shape) : undefined;
  const dGain = call.output([width]);
  const dBias = call.output([width]);
  const outputs = dResidual === undefined ? [dx, dGain, dBias] : [dx, dResidual, dGain, dBias];
  if (rows * width === 0) {
    for (const output of outputs) call.backend.clear(output);
    return outputs;
  }
  const together = THREADS / layout.lanes; // rows that a workgroup has in hand
  const part = together * Math.ceil(rows / together / MOST_PARTS);
  const parts = Math.ceil(rows / part);
  const gains = call.scratch([parts, width]);
  const biases = call.scratch([parts, width]);
  call.dispatch(layerNormGradProgram({ ...layout, rates: mask.rates, residual: dResidual !== undefined }), {
    inputs: {
      ...{ dy, normalised: call.floats('normalised') },
      ...{ inverse_std: call.floats('inverseStd'), gain: call.floats('gain') },
    },
    outputs: {
      dx,
      ...(dResidual === undefined ? {} : { d_residual: dResidual }),
      ...{ d_gain: gains, d_bias: biases },
    },
    uniforms: { rows, elements, width, part, parts, ...mask.uniforms },
    stepValues: mask.stepValues,
    threads: parts * THREADS,
  });
  columnSums(call, gains, dGain, { rows: parts, width });
  columnSums(call, biases, dBias, { rows: parts, width });
  return outputs;
}

export function registerLayerNorm(): void {
  registerFused('RDropLayerNorm', layerNorm);
  registerFused('RDropLayerNormGrad', layerNormGrad);
}
