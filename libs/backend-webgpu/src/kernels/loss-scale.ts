import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { isNotFinite } from '../wgsl/finite.wgsl.js';

const lossScaleProgram = programFamily('RDropLossScale', () => ({
  inputs: { norm: 'f32' },
  outputs: { scale: 'f32', counts: 'f32', y: 'f32' },
  uniforms: { grow_every: 'f32', most: 'f32' },
  workgroup: [1, 1, 1],
  main: `
  if (${isNotFinite('norm[0]')}) {
    y[0] = 0.0;
    scale[0] *= 0.5;
    counts[0] = 0.0;
    counts[1] += 1.0;
    return;
  }
  y[0] = norm[0] / scale[0];
  counts[0] += 1.0;
  if (counts[0] >= u.grow_every) {
    scale[0] = min(scale[0] * 2.0, u.most);
    counts[0] = 0.0;
  }`,
}));

/** The next loss scale, in place, and the norm without it. */
function lossScale(call: KernelCall): tf.TensorInfo {
  call.expectSize('norm', 1);
  call.expectSize('scale', 1);
  call.expectSize('counts', 2);
  const y = call.output([]);
  call.dispatch(lossScaleProgram({}), {
    inputs: { norm: call.floats('norm') },
    outputs: { scale: call.writable('scale'), counts: call.writable('counts'), y },
    uniforms: { grow_every: call.number('growEvery'), most: call.number('most') },
    threads: 1,
  });
  return y;
}

export function registerLossScale(): void {
  registerFused('RDropLossScale', lossScale);
}
