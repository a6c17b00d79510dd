import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { isNotFinite } from '../wgsl/finite.wgsl.js';

const adamCorrectionsProgram = programFamily('RDropAdamCorrections', () => ({
  inputs: { norm: 'f32' },
  outputs: { corrections: 'f32' },
  uniforms: { rest1: 'f32', rest2: 'f32' },
  workgroup: [1, 1, 1],
  main: `
  if (${isNotFinite('norm[0]')}) { return; }
  corrections[0] += (1.0 - corrections[0]) * u.rest1;
  corrections[1] += (1.0 - corrections[1]) * u.rest2;`,
}));

/** 1 - beta^t for the next update, in place, unless it is to be skipped; no outputs. */
function adamCorrections(call: KernelCall): tf.TensorInfo[] {
  call.expectSize('norm', 1);
  call.expectSize('corrections', 2);
  call.dispatch(adamCorrectionsProgram({}), {
    inputs: { norm: call.floats('norm') },
    outputs: { corrections: call.writable('corrections') },
    uniforms: { rest1: call.number('rest1'), rest2: call.number('rest2') },
    threads: 1,
  });
  return [];
}

export function registerAdamCorrections(): void {
  registerFused('RDropAdamCorrections', adamCorrections);
}
