import { rowsOf, sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { NORMAL } from '../wgsl/gelu.wgsl.js';
import { maskFields, maskFunctions, maskOf } from '../wgsl/philox.wgsl.js';
import { gemm } from './gemm.js';

const WORKGROUP = [256, 1, 1] as const;

/** From z and the gradient of h = dropout(gelu(z)) to the gradient of z and h, each over the other's place. */
const geluProgram = programFamily('RDropHiddenGrad gelu', ({ rates }: { rates: number }) => {
  const mask = maskFields(rates);
  return {
    inputs: {},
    outputs: { kept: 'vec4<f32>', hidden: 'vec4<f32>' },
    uniforms: { vectors: 'u32', ...mask.uniforms },
    stepValues: mask.stepValues,
    workgroup: WORKGROUP,
    declarations: NORMAL + maskFunctions(rates),
    main: `
  if (index >= u.vectors) { return; }
  let z = kept[index];
  let cdf = normal_cdf(z);
  let factor = mask4(4u * index);
  kept[index] = hidden[index] * factor * (cdf + z * normal_density(z));
  hidden[index] = z * cdf * factor;`,
  };
});

/** From h = dropout(relu(z)) and its gradient to the gradient of z, over h. */
const reluProgram = programFamily('RDropHiddenGrad relu', () => ({
  inputs: { hidden: 'vec4<f32>' },
  outputs: { kept: 'vec4<f32>' },
  uniforms: { vectors: 'u32', scale: 'f32' },
  workgroup: WORKGROUP,
  main: `
  if (index >= u.vectors) { return; }
  kept[index] = select(vec4<f32>(0.0), hidden[index] * u.scale, kept[index] > vec4<f32>(0.0));`,
}));

/** Writes the gradient of z over what was kept; `useHidden` gets the hidden layer while there is one. */
function activate(call: KernelCall, dHidden: tf.TensorInfo, useHidden: (h: tf.TensorInfo) => void): void {
  const kept = call.floats('kept');
  const size = sizeOf(kept.shape);
  const vectors = Math.ceil(size / 4);
  if (call.attributes['activation'] === 'gelu') {
    const mask = maskOf(call, size);
    call.dispatch(geluProgram({ rates: mask.rates }), {
      ...{ inputs: {}, outputs: { kept, hidden: dHidden }, threads: vectors },
      ...{ uniforms: { vectors, ...mask.uniforms }, stepValues: mask.stepValues },
    });
    useHidden(dHidden);
    return;
  }
  useHidden(kept);
  call.dispatch(reluProgram({}), {
    ...{ inputs: { hidden: dHidden }, outputs: { kept }, threads: vectors },
    uniforms: { vectors, scale: call.number('scale') },
  });
}

/**
 * Of y = h W^T, h = dropout(activation(z)): the gradient of z, over what was kept of h, and that of W. With gelu, z alone is
 * kept: h is made again, where its gradient was.
 */
function hiddenGrad(call: KernelCall): tf.TensorInfo[] {
  const [outputs = 0, width = 0] = call.dims('weight', 2);
  const dy = call.floats('dy');
  const { rows } = rowsOf(dy);
  call.expectSize('dy', rows * outputs);
  call.expectSize('kept', rows * width);
  const dHidden = call.scratch([rows, width]);
  const dWeight = call.output([outputs, width]);
  gemm(call, { m: rows, n: width, k: outputs, a: dy, b: call.floats('weight'), c: dHidden });
  activate(call, dHidden, (hidden) => {
    gemm(call, { m: outputs, n: width, k: rows, a: dy, transposeA: true, b: hidden, c: dWeight });
  });
  return [call.alias('kept'), dWeight];
}

export function registerHiddenGrad(): void {
  registerFused('RDropHiddenGrad', hiddenGrad);
}
