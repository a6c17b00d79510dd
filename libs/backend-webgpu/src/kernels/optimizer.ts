import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { type OptimizerKernel, OPTIMIZERS } from './optimizer-programs.js';

/** Parameters of one dispatch: few dispatches, but no more pipelines than for these counts. */
const MOST_SLOTS = 4;

/** Numbers by the names that programs have for them. */
interface Numbers {
  readonly uniforms: Readonly<Record<string, number>>;
  readonly stepValues: Readonly<Record<string, number>>;
}

function adam(call: KernelCall): Numbers {
  const [beta1, beta2] = [call.number('beta1'), call.number('beta2')];
  return {
    uniforms: {
      ...{ beta1, beta2, one_minus_beta1: 1 - beta1, one_minus_beta2: 1 - beta2 },
      coupled_decay: call.number('coupledDecay'),
    },
    stepValues: {
      step_size: call.number('stepSize'),
      epsilon: call.number('epsilon'),
      decoupled_decay: call.number('decoupledDecay'),
    },
  };
}

function sgd(call: KernelCall): Numbers {
  return {
    uniforms: { momentum_decay: call.number('momentum'), coupled_decay: call.number('coupledDecay') },
    stepValues: { learning_rate: call.number('learningRate') },
  };
}

function nag(call: KernelCall): Numbers {
  return {
    uniforms: { momentum_decay: call.number('momentum') },
    stepValues: {
      learning_rate: call.number('learningRate'),
      carried_momentum: call.number('carriedMomentum'),
      decoupled_decay: call.number('decoupledDecay'),
    },
  };
}

/** A parameter to update. */
interface Slot {
  /** Its number among the kernel's inputs. */
  readonly number: number;
  readonly vectors: number;
  readonly decays: number;
}

/** All parameters with elements, checked before anything is changed. */
function slotsOf(call: KernelCall, state: readonly string[]): Slot[] {
  return call.numbers('decays').flatMap((decays, number) => {
    const size = sizeOf(call.floats(`parameter${number}`).shape);
    for (const name of ['gradient', ...state]) {
      call.expectSize(`${name}${number}`, size);
      call.floats(`${name}${number}`);
    }
    return size === 0 ? [] : [{ number, vectors: Math.ceil(size / 4), decays }];
  });
}

function named<T>(
  slots: readonly Slot[],
  names: readonly string[],
  valueOf: (name: string, slot: Slot) => T,
) {
  return Object.fromEntries(
    slots.flatMap((slot, i) => names.map((name) => [`${name}${i}`, valueOf(name, slot)] as const)),
  );
}

/** Updates all parameters and their state in place, as many in a dispatch as the device can bind; no outputs. */
function update(call: KernelCall, kernel: OptimizerKernel, numbers: Numbers): tf.TensorInfo[] {
  const { state, program } = OPTIMIZERS[kernel];
  const slots = slotsOf(call, state);
  const norm = call.optionalFloats('norm');
  const lossScale = call.optionalFloats('lossScale');
  const corrections = call.optionalFloats('corrections');
  const clipping = norm === undefined ? {} : { clip_limit: call.number('clipLimit') };
  const scalars = {
    ...(norm === undefined ? {} : { norm }),
    ...(lossScale === undefined ? {} : { loss_scale: lossScale }),
    ...(corrections === undefined ? {} : { corrections }),
  };
  const bindable = call.backend.device.limits.maxStorageBuffersPerShaderStage - Object.keys(scalars).length;
  const most = Math.max(1, Math.min(MOST_SLOTS, Math.floor(bindable / (2 + state.length))));
  for (let i = 0; i < slots.length; i += most) {
    const some = slots.slice(i, i + most);
    const gradients = named(some, ['gradient'], (name, { number }) => call.floats(`${name}${number}`));
    const options = {
      ...{ count: some.length, clip: norm !== undefined, lossScale: lossScale !== undefined },
      corrected: corrections !== undefined,
      correctsEpsilon: corrections !== undefined && call.flag('correctsEpsilon'),
    };
    call.dispatch(program(options), {
      inputs: { ...gradients, ...scalars },
      outputs: named(some, ['parameter', ...state], (name, { number }) => call.writable(`${name}${number}`)),
      uniforms: {
        ...{ ...numbers.uniforms, ...clipping },
        ...named(some, ['vectors'], (_, { vectors }) => vectors),
        ...named(some, ['decays'], (_, { decays }) => decays),
      },
      stepValues: { gradient_scale: call.number('gradientScale'), ...numbers.stepValues },
      threads: some.reduce((sum, { vectors }) => sum + vectors, 0),
    });
  }
  return [];
}

export function registerOptimizer(): void {
  registerFused('RDropAdam', (call) => update(call, 'RDropAdam', adam(call)));
  registerFused('RDropSgd', (call) => update(call, 'RDropSgd', sgd(call)));
  registerFused('RDropNag', (call) => update(call, 'RDropNag', nag(call)));
}
