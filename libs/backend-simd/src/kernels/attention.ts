import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import type { Argument } from '../../worker/slices.mjs';
import { perThread, rowSlices, type Slices } from '../threads/slice-arguments.js';
import { dropoutPlan } from './dropout.js';
import { dims, expectSize } from './shapes.js';

const ALIGNMENT = 64;

interface Sizes {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly headWidth: number;
}

function sizes(call: KernelCall): Sizes {
  const [batch = 0, queries = 0, width = 0] = dims(`${call.name} q`, call.input('q'), 3);
  const [keyBatch = 0, keys = 0, keyWidth = 0] = dims(`${call.name} k`, call.input('k'), 3);
  const heads = call.number('heads');
  if (keyBatch !== batch || keyWidth !== width || width % heads !== 0) {
    throw new Error(
      `${call.name}: expected q [B, T, D] and k [B, S, D] with D a multiple of ${heads}, ` +
        `got [${batch}, ${queries}, ${width}] and [${keyBatch}, ${keys}, ${keyWidth}]`,
    );
  }
  expectSize(`${call.name} v`, call.input('v'), batch * keys * width);
  return { batch, queries, keys, heads, headWidth: width / heads };
}

/** Cut into units, a unit being one head of one batch row. */
function unitSlices(size: Sizes, cost: number): Slices {
  const { batch, heads, queries, keys, headWidth } = size;
  return rowSlices(batch * heads, queries * keys, (cost * headWidth) / 8);
}

/** Whether a unit's products are the system's: 1 or 0. */
function blasOf({ backend }: KernelCall, { queries, keys, headWidth }: Sizes): number {
  return backend.prefersBlas(2 * queries * keys * headWidth) ? 1 : 0;
}

/** Each thread's own work space. */
function workSpace(call: KernelCall, size: Sizes, backward: boolean): Argument {
  const { backend } = call;
  const { queries, keys, headWidth } = size;
  const needed = backend.kernels.attentionWorkBytes(
    ...[queries, keys, headWidth, backward ? 1 : 0, blasOf(call, size)],
  );
  const bytes = Math.ceil(needed / ALIGNMENT) * ALIGNMENT;
  return perThread(backend.scratch('work', backend.threads * bytes), bytes);
}

function keyMaskOf(call: KernelCall, { batch, keys }: Sizes): number {
  const { keyMask } = call.inputs;
  if (keyMask !== undefined) expectSize(`${call.name} keyMask`, keyMask, batch * keys);
  return call.optionalFloats('keyMask');
}

/** y [B, T, D], and what the gradient needs of each unit. */
function attention(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const size = sizes(call);
  const { batch, queries, keys, heads, headWidth } = size;
  const inputs = ['q', 'k', 'v'].map((key) => call.floats(key));
  const mask = keyMaskOf(call, size);
  const plan = dropoutPlan(call, batch * heads);
  const y = backend.output(call.input('q').shape, 'float32');
  const floats = backend.kernels.attentionStateFloats(queries, keys, headWidth);
  const state = backend.output([batch * heads, floats], 'float32');
  const parts = unitSlices(size, 1);
  backend.launch(
    'attention',
    [
      ...[...inputs, mask, plan, backend.address(y), backend.address(state)],
      ...[queries, keys, heads, headWidth, call.flag('causal') ? 1 : 0, call.number('scale')],
      ...[blasOf(call, size), parts.begin, parts.end, workSpace(call, size, false)],
    ],
    parts.count,
  );
  return [y, state];
}

/** dq, dk, dv. */
function attentionGrad(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const size = sizes(call);
  const { batch, queries, keys, heads, headWidth } = size;
  const inputs = ['dy', 'q', 'k', 'v'].map((key) => call.floats(key));
  const mask = keyMaskOf(call, size);
  const state = call.floats('state');
  const plan = dropoutPlan(call, batch * heads);
  const outputs = ['q', 'k', 'v'].map((key) => backend.output(call.input(key).shape, 'float32'));
  const parts = unitSlices(size, 3);
  backend.launch(
    'attentionGrad',
    [
      ...[...inputs, mask, state, plan, ...outputs.map((output) => backend.address(output))],
      ...[queries, keys, heads, headWidth, call.flag('causal') ? 1 : 0, call.number('scale')],
      ...[blasOf(call, size), parts.begin, parts.end, workSpace(call, size, true)],
    ],
    parts.count,
  );
  return outputs;
}

export function registerAttention(): void {
  registerFused('RDropAttention', attention);
  registerFused('RDropAttentionGrad', attentionGrad);
}
