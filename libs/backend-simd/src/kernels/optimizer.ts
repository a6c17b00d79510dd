import { clipFactor } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { perSlice } from '../threads/slice-arguments.js';
import { parameterTable, type ParameterTable } from './parameter-table.js';
import { expectSize, sizeOf } from './shapes.js';

/**
 * The address of a variable's values for writing in place. Where clones share them (a snapshot, the tensor it was made
 * from), the variable first gets values of its own.
 */
function writable(call: KernelCall, key: string): number {
  const info = call.input(key);
  if (call.backend.refCount(info.dataId) > 1 && info instanceof tf.Variable) {
    const copy = tf.engine().makeTensorFromTensorInfo(call.backend.duplicate(info));
    info.assign(copy);
    copy.dispose();
  }
  return call.floats(key);
}

/** The table of all slots: inputs parameter0, gradient0 and one for each name in `state`, then parameter1, ... */
function slotTable(call: KernelCall, state: readonly string[]): ParameterTable {
  const decays = call.numbers('decays');
  const rows = decays.map((flag, i) => {
    const size = sizeOf(call.input(`parameter${i}`).shape);
    for (const name of ['gradient', ...state]) {
      expectSize(`${call.name} ${name}${i}`, call.input(`${name}${i}`), size);
    }
    const addresses = [
      writable(call, `parameter${i}`),
      call.floats(`gradient${i}`),
      ...state.map((name) => writable(call, `${name}${i}`)),
    ];
    return { addresses, size, decays: flag !== 0 };
  });
  return parameterTable(call.backend, rows);
}

/** The factor of all gradients, clipping included; undefined when nothing may be updated, the norm not being finite. */
function gradientScale(call: KernelCall): number | undefined {
  const scale = call.number('gradientScale');
  if (call.inputs['norm'] === undefined) return scale;
  const [norm = Number.NaN] = call.backend.linear.floats(call.floats('norm'), 1);
  return Number.isFinite(norm) ? scale * clipFactor(norm * scale, call.number('clipLimit')) : undefined;
}

/** Updates all parameters, m and v in place; no outputs. */
function adam(call: KernelCall): tf.TensorInfo[] {
  const { args, count } = slotTable(call, ['m', 'v']);
  const scale = gradientScale(call);
  if (scale === undefined) return [];
  const beta1 = call.number('beta1');
  const beta2 = call.number('beta2');
  const constants = [
    ...[scale, call.number('stepSize'), beta1, beta2, 1 - beta1, 1 - beta2],
    ...[call.number('epsilon'), 1 - call.number('decoupledDecay'), call.number('coupledDecay')],
  ];
  call.backend.launch('adam', [...args, ...constants], count);
  return [];
}

function sgd(call: KernelCall): tf.TensorInfo[] {
  const { args, count } = slotTable(call, ['momentum']);
  const scale = gradientScale(call);
  if (scale === undefined) return [];
  const constants = ['learningRate', 'momentum', 'coupledDecay'].map((key) => call.number(key));
  call.backend.launch('sgd', [...args, scale, ...constants], count);
  return [];
}

function nag(call: KernelCall): tf.TensorInfo[] {
  const { args, count } = slotTable(call, ['momentum']);
  const scale = gradientScale(call);
  if (scale === undefined) return [];
  const rate = call.number('learningRate') * scale;
  const keep = 1 - call.number('decoupledDecay');
  const constants = [rate, call.number('momentum'), call.number('carriedMomentum'), keep];
  call.backend.launch('nag', [...args, ...constants], count);
  return [];
}

/** sqrt of the sum of all squares of x0, x1, ...; summed in double precision, in the order of the slices. */
function globalNorm(call: KernelCall): tf.TensorInfo {
  const { backend } = call;
  const rows = Object.keys(call.inputs).map((key) => ({
    addresses: [0, call.floats(key)],
    size: sizeOf(call.input(key).shape),
    decays: false,
  }));
  const { args, count } = parameterTable(backend, rows);
  const sums = backend.scratch('work', 8 * count);
  backend.launch('squaredSum', [...args, perSlice(sums, 8)], count);
  const total = backend.linear.doubles(sums, count).reduce((sum, part) => sum + part, 0);
  const y = backend.output([], 'float32');
  backend.linear.floats(backend.address(y), 1)[0] = Math.sqrt(total);
  return y;
}

export function registerOptimizer(): void {
  registerFused('RDropAdam', adam);
  registerFused('RDropSgd', sgd);
  registerFused('RDropNag', nag);
  registerFused('RDropGlobalNorm', globalNorm);
}
