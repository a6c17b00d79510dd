import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { NORMAL } from '../wgsl/gelu.wgsl.js';
import { maskFields, maskFunctions, maskOf } from '../wgsl/philox.wgsl.js';

const WORKGROUP = [256, 1, 1] as const;

const geluProgram = programFamily('RDropGelu', ({ rates }: { rates: number }) => {
  const mask = maskFields(rates);
  return {
    inputs: { x: 'vec4<f32>' },
    outputs: { y: 'vec4<f32>' },
    uniforms: { vectors: 'u32', ...mask.uniforms },
    stepValues: mask.stepValues,
    workgroup: WORKGROUP,
    declarations: NORMAL + maskFunctions(rates),
    main: `
  if (index >= u.vectors) { return; }
  let value = x[index];
  y[index] = value * normal_cdf(value) * mask4(4u * index);`,
  };
});

/** In place, dx is read as dy. */
const geluGradProgram = programFamily(
  'RDropGeluGrad',
  ({ rates, inPlace }: { rates: number; inPlace: boolean }) => {
    const mask = maskFields(rates);
    return {
      inputs: inPlace ? { x: 'vec4<f32>' } : { x: 'vec4<f32>', dy: 'vec4<f32>' },
      outputs: { dx: 'vec4<f32>', y: 'vec4<f32>' },
      uniforms: { vectors: 'u32', ...mask.uniforms },
      stepValues: mask.stepValues,
      workgroup: WORKGROUP,
      declarations: NORMAL + maskFunctions(rates),
      main: `
  if (index >= u.vectors) { return; }
  let value = x[index];
  let cdf = normal_cdf(value);
  let kept = mask4(4u * index);
  y[index] = value * cdf * kept;
  dx[index] = ${inPlace ? 'dx' : 'dy'}[index] * kept * (cdf + value * normal_density(value));`,
    };
  },
);

const reluGradProgram = programFamily('RDropReluGrad', ({ inPlace }: { inPlace: boolean }) => ({
  inputs: inPlace ? { y: 'vec4<f32>' } : { y: 'vec4<f32>', dy: 'vec4<f32>' },
  outputs: { dx: 'vec4<f32>' },
  uniforms: { vectors: 'u32', scale: 'f32' },
  workgroup: WORKGROUP,
  main: `
  if (index >= u.vectors) { return; }
  dx[index] = select(vec4<f32>(0.0), ${inPlace ? 'dx' : 'dy'}[index] * u.scale, y[index] > vec4<f32>(0.0));`,
}));

function gelu(call: KernelCall): tf.TensorInfo {
  const x = call.floats('x');
  const mask = maskOf(call, sizeOf(x.shape));
  const y = call.output(x.shape);
  const vectors = Math.ceil(sizeOf(x.shape) / 4);
  call.dispatch(geluProgram({ rates: mask.rates }), {
    ...{ inputs: { x }, outputs: { y }, threads: vectors },
    ...{ uniforms: { vectors, ...mask.uniforms }, stepValues: mask.stepValues },
  });
  return y;
}

/** Where the gradient goes: over dy when the caller no longer needs it (`overwrite`), else into a tensor of its own. */
function gradientOf(call: KernelCall) {
  const dy = call.floats('dy');
  const inPlace = call.flag('overwrite');
  return { inPlace, dx: inPlace ? call.alias('dy') : call.output(dy.shape), reads: inPlace ? {} : { dy } };
}

/** dx by x of dropout(gelu(x)), and dropout(gelu(x)) again. */
function geluGrad(call: KernelCall): tf.TensorInfo[] {
  const x = call.floats('x');
  const size = sizeOf(x.shape);
  call.expectSize('dy', size);
  const mask = maskOf(call, size);
  const { inPlace, dx, reads } = gradientOf(call);
  const y = call.output(x.shape);
  const vectors = Math.ceil(size / 4);
  call.dispatch(geluGradProgram({ rates: mask.rates, inPlace }), {
    ...{ inputs: { x, ...reads }, outputs: { dx, y }, threads: vectors },
    ...{ uniforms: { vectors, ...mask.uniforms }, stepValues: mask.stepValues },
  });
  return [dx, y];
}

/** dx = dy * scale where y > 0, else 0. */
function reluGrad(call: KernelCall): tf.TensorInfo {
  const y = call.floats('y');
  const size = sizeOf(y.shape);
  call.expectSize('dy', size);
  const { inPlace, dx, reads } = gradientOf(call);
  const vectors = Math.ceil(size / 4);
  call.dispatch(reluGradProgram({ inPlace }), {
    ...{ inputs: { y, ...reads }, outputs: { dx }, threads: vectors },
    uniforms: { vectors, scale: call.number('scale') },
  });
  return dx;
}

export function registerActivation(): void {
  registerFused('RDropGelu', gelu);
  registerFused('RDropGeluGrad', geluGrad);
  registerFused('RDropReluGrad', reluGrad);
}
