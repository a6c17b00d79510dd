import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { perThread, rowSlices } from '../threads/slice-arguments.js';
import { dropoutPlan } from './dropout.js';
import { dims, expectSize } from './shapes.js';

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

/** y [B, T, D] and the probabilities [B, H, T, S] before dropout. */
function attention(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const { batch, queries, keys, heads, headWidth } = sizes(call);
  const { keyMask } = call.inputs;
  if (keyMask !== undefined) expectSize(`${call.name} keyMask`, keyMask, batch * keys);
  const inputs = ['q', 'k', 'v'].map((key) => call.floats(key));
  const mask = call.optionalFloats('keyMask');
  const plan = dropoutPlan(call, batch * heads * queries * keys);
  const y = backend.output(call.input('q').shape, 'float32');
  const probabilities = backend.output([batch, heads, queries, keys], 'float32');
  const bytes = 4 * (queries * keys + keys);
  const scratch = perThread(backend.scratch('work', backend.threads * bytes), bytes);
  const parts = rowSlices(batch, heads * queries * keys, headWidth / 4);
  backend.launch(
    'attention',
    [
      ...[...inputs, mask, plan, backend.address(y), backend.address(probabilities)],
      ...[queries, keys, heads, headWidth, call.flag('causal') ? 1 : 0, call.number('scale')],
      ...[parts.begin, parts.end, scratch, 0],
    ],
    parts.count,
  );
  return [y, probabilities];
}

/** dq, dk, dv. */
function attentionGrad(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const { batch, queries, keys, heads, headWidth } = sizes(call);
  const inputs = ['dy', 'q', 'k', 'v', 'probabilities'].map((key) => call.floats(key));
  const plan = dropoutPlan(call, batch * heads * queries * keys);
  const outputs = ['q', 'k', 'v'].map((key) => backend.output(call.input(key).shape, 'float32'));
  const bytes = 8 * queries * keys;
  const scratch = perThread(backend.scratch('work', backend.threads * bytes), bytes);
  const parts = rowSlices(batch, heads * queries * keys, headWidth / 2);
  backend.launch(
    'attentionGrad',
    [
      ...[...inputs, plan, ...outputs.map((output) => backend.address(output))],
      ...[queries, keys, heads, headWidth, call.number('scale')],
      ...[parts.begin, parts.end, scratch, 0],
    ],
    parts.count,
  );
  return outputs;
}

export function registerAttention(): void {
  registerFused('RDropAttention', attention);
  registerFused('RDropAttentionGrad', attentionGrad);
}
