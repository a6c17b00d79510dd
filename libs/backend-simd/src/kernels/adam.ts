import * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { elementSlices, perSlice } from '../threads/slice-arguments.js';
import { expectSize, sizeOf } from './shapes.js';

/**
 * The address of a variable's values for writing in place. Where clones share them (a snapshot, the tensor it was made
 * from), the variable first gets values of its own.
 */
function writable(call: KernelCall, key: string): number {
  const info = call.input(key);
  if (call.backend.refCount(info.dataId) > 1 && info instanceof tf.Variable) {
    const own = call.backend.output(info.shape, 'float32');
    const size = sizeOf(info.shape);
    const { linear } = call.backend;
    linear.floats(call.backend.address(own), size).set(linear.floats(call.floats(key), size));
    const copy = tf.engine().makeTensorFromTensorInfo(own);
    info.assign(copy);
    copy.dispose();
  }
  return call.floats(key);
}

/** Updates parameter, m and v in place; no outputs. */
function adam(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const size = sizeOf(call.input('parameter').shape);
  for (const key of ['gradient', 'm', 'v']) expectSize(`${call.name} ${key}`, call.input(key), size);
  const parameter = writable(call, 'parameter');
  const m = writable(call, 'm');
  const v = writable(call, 'v');
  const beta1 = call.number('beta1');
  const beta2 = call.number('beta2');
  const parts = elementSlices(size);
  const addresses = [parameter, call.floats('gradient'), m, v];
  const constants = [
    ...[call.number('gradientScale'), call.number('stepSize'), beta1, beta2, 1 - beta1, 1 - beta2],
    ...[call.number('epsilon'), 1 - call.number('decoupledDecay'), call.number('coupledDecay')],
  ];
  backend.launch('adam', [...addresses, parts.begin, parts.end, ...constants], parts.count);
  return [];
}

function squaredSum(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const size = sizeOf(call.input('x').shape);
  const parts = elementSlices(size);
  const sums = backend.scratch('work', 8 * parts.count);
  backend.launch('squaredSum', [call.floats('x'), parts.begin, parts.end, perSlice(sums, 8)], parts.count);
  const sum = backend.linear.doubles(sums, parts.count).reduce((total, part) => total + part, 0);
  const y = backend.output([], 'float32');
  backend.linear.floats(backend.address(y), 1)[0] = sum;
  return y;
}

export function registerAdam(): void {
  registerFused('RDropAdam', adam);
  registerFused('RDropSquaredSum', squaredSum);
}
