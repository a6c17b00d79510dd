import { KernelArguments } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { Program } from './dispatch/program.js';
import { BACKEND_NAME } from './names.js';
import type { DispatchArguments } from './dispatch/dispatch-arguments.js';
import { type OutputType, RDropWebGpuBackend } from './webgpu-backend.js';

/** What a kernel gets, its parts checked on access, and what it computes with. */
export class KernelCall extends KernelArguments {
  private readonly made: tf.TensorInfo[] = [];
  private readonly temporary: tf.TensorInfo[] = [];

  constructor(
    name: string,
    readonly backend: RDropWebGpuBackend,
    inputs: tf.NamedTensorInfoMap,
    attributes: tf.NamedAttrMap,
  ) {
    super(name, inputs, attributes);
  }

  floats(key: string): tf.TensorInfo {
    return this.typed(key, 'float32');
  }

  ints(key: string): tf.TensorInfo {
    return this.typed(key, 'int32');
  }

  optionalFloats(key: string): tf.TensorInfo | undefined {
    return this.has(key) ? this.floats(key) : undefined;
  }

  /** An uninitialised output of the kernel. */
  output(shape: readonly number[], dtype: OutputType = 'float32'): tf.TensorInfo {
    const info = this.backend.output(shape, dtype);
    this.made.push(info);
    return info;
  }

  /** An input as an output, for a kernel that has written its result over it. */
  alias(key: string): tf.TensorInfo {
    const info = this.backend.alias(this.floats(key));
    this.made.push(info);
    return info;
  }

  /** An uninitialised tensor that is freed when the kernel returns. */
  scratch(shape: readonly number[], dtype: OutputType = 'float32'): tf.TensorInfo {
    const info = this.backend.output(shape, dtype);
    this.temporary.push(info);
    return info;
  }

  /**
   * A float32 input to be written in place. Where clones share its values (a snapshot, the tensor it was made from), the
   * variable first gets values of its own.
   */
  writable(key: string): tf.TensorInfo {
    const info = this.floats(key);
    if (this.backend.refCount(info.dataId) <= 1 || !(info instanceof tf.Variable)) return info;
    const copy = tf.engine().makeTensorFromTensorInfo(this.backend.duplicate(info));
    info.assign(copy);
    copy.dispose();
    return this.floats(key);
  }

  /** A tensor of zeros, for programs that add up. */
  zeros(shape: readonly number[], dtype: OutputType = 'float32'): tf.TensorInfo {
    const info = this.output(shape, dtype);
    this.backend.clear(info);
    return info;
  }

  /** Runs a program: see `RDropWebGpuBackend.dispatch`. */
  dispatch(program: Program, run: DispatchArguments): void {
    this.backend.dispatch(program, run);
  }

  /** Runs the kernel's body; when it throws, the outputs it has made are given back. */
  run<T>(body: (call: KernelCall) => T): T {
    try {
      return body(this);
    } catch (error) {
      for (const { dataId } of this.made) this.backend.disposeData(dataId);
      throw error;
    } finally {
      for (const { dataId } of this.temporary) this.backend.disposeData(dataId);
    }
  }
}

export type KernelResult = tf.TensorInfo | tf.TensorInfo[];

function kernelFunc(name: string, body: (call: KernelCall) => KernelResult): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    if (!(backend instanceof RDropWebGpuBackend)) {
      throw new Error(`${name}: this kernel runs on the '${BACKEND_NAME}' backend only`);
    }
    return new KernelCall(name, backend, inputs, attrs ?? {}).run(body);
  };
}

/** Registers a kernel of our own, in place of the stock one of that name if there is one. */
export function registerFused(name: string, body: (call: KernelCall) => KernelResult): void {
  if (tf.getKernel(name, BACKEND_NAME) !== undefined) tf.unregisterKernel(name, BACKEND_NAME);
  tf.registerKernel({ kernelName: name, backendName: BACKEND_NAME, kernelFunc: kernelFunc(name, body) });
}

/** Replaces a stock kernel. Where `body` returns undefined (a case it does not cover), the stock one runs. */
export function overrideStock(name: string, body: (call: KernelCall) => KernelResult | undefined): void {
  const stock = tf.getKernel(name, 'webgpu');
  registerFused(
    name,
    (call) =>
      body(call) ?? stock.kernelFunc({ inputs: call.inputs, backend: call.backend, attrs: call.attributes }),
  );
}
