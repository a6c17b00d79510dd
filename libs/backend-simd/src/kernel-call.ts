import { KernelArguments } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { SimdBackend } from './simd-backend.js';

export const BACKEND_NAME = 'simd';

/** What a kernel gets, its parts checked on access. */
export class KernelCall extends KernelArguments {
  constructor(
    name: string,
    readonly backend: SimdBackend,
    inputs: tf.NamedTensorInfoMap,
    attributes: tf.NamedAttrMap,
  ) {
    super(name, inputs, attributes);
  }

  /** The address of a float32 input. */
  floats(key: string): number {
    return this.backend.address(this.typed(key, 'float32'));
  }

  ints(key: string): number {
    return this.backend.address(this.typed(key, 'int32'));
  }

  /** 0 when the input is not given. */
  optionalFloats(key: string): number {
    return this.has(key) ? this.floats(key) : 0;
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
