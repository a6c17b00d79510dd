import * as tf from '@tensorflow/tfjs';
import { SimdBackend } from './simd-backend.js';

export const BACKEND_NAME = 'simd';

/** What a kernel gets, its parts checked on access. */
export class KernelCall {
  constructor(
    readonly name: string,
    readonly backend: SimdBackend,
    readonly inputs: tf.NamedTensorInfoMap,
    readonly attributes: tf.NamedAttrMap,
  ) {}

  input(key: string): tf.TensorInfo {
    const info = this.inputs[key];
    if (info === undefined) throw new Error(`${this.name}: expected an input '${key}'`);
    return info;
  }

  /** The address of a float32 input; other numeric types are refused rather than misread. */
  floats(key: string): number {
    return this.typed(key, 'float32');
  }

  ints(key: string): number {
    return this.typed(key, 'int32');
  }

  /** 0 when the input is not given. */
  optionalFloats(key: string): number {
    return this.inputs[key] === undefined ? 0 : this.floats(key);
  }

  number(key: string): number {
    const value = this.attributes[key];
    if (typeof value !== 'number')
      throw new Error(`${this.name}: expected a number '${key}', got ${String(value)}`);
    return value;
  }

  flag(key: string): boolean {
    return this.attributes[key] === true;
  }

  numbers(key: string): number[] {
    const value = this.attributes[key];
    const numbers = Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
    if (!Array.isArray(value) || numbers.length !== value.length) {
      throw new Error(`${this.name}: expected a list of numbers '${key}', got ${String(value)}`);
    }
    return numbers;
  }

  private typed(key: string, dtype: 'float32' | 'int32'): number {
    const info = this.input(key);
    if (info.dtype !== dtype)
      throw new Error(`${this.name}: expected ${key} of type ${dtype}, got ${info.dtype}`);
    return this.backend.address(info);
  }
}

type KernelResult = tf.TensorInfo | tf.TensorInfo[];

function callOf(
  name: string,
  params: { inputs: tf.NamedTensorInfoMap; backend: object; attrs?: tf.NamedAttrMap },
) {
  if (!(params.backend instanceof SimdBackend)) {
    throw new Error(`${name}: this kernel runs on the '${BACKEND_NAME}' backend only`);
  }
  return new KernelCall(name, params.backend, params.inputs, params.attrs ?? {});
}

/** Registers a kernel of our own. It has no stock version, so a full memory is an error. */
export function registerFused(name: string, body: (call: KernelCall) => KernelResult): void {
  tf.registerKernel({
    kernelName: name,
    backendName: BACKEND_NAME,
    kernelFunc: (params) => {
      const call = callOf(name, params);
      return call.backend.run(name, () => body(call));
    },
  });
}

/**
 * Replaces a stock kernel. Where `body` returns undefined (a type or a broadcast it does not cover), and where the
 * WebAssembly memory is full, the stock one runs: on the views of our memory, with ordinary arrays as outputs.
 */
export function overrideStock(name: string, body: (call: KernelCall) => KernelResult | undefined): void {
  const stock = tf.getKernel(name, BACKEND_NAME); // a copy of the stock backend's, watched where that was asked for
  tf.unregisterKernel(name, BACKEND_NAME);
  tf.registerKernel({
    ...stock,
    backendName: BACKEND_NAME,
    kernelFunc: (params) => {
      const call = callOf(name, params);
      return call.backend.runOrFallBack(name, () => body(call)) ?? stock.kernelFunc(params);
    },
  });
}
