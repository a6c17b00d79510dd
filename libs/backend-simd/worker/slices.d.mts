/** Types of slices.mjs. */
export declare const CLAIM: number;
export declare const FINISHED: number;
export declare const SLEEPING: number;
export declare const WAITING: number;
export declare const FAILED: number;
export declare const KERNEL: number;
export declare const COUNT: number;
export declare const ARGUMENTS: number;
export declare const SLICE_BITS: number;
export declare const MAXIMUM_SLICES: number;
export declare const MAXIMUM_ARGUMENTS: number;
export declare const CONTROL_BYTES: number;

export interface Control {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly doubles: Float64Array<SharedArrayBuffer>;
  readonly message: Uint8Array<SharedArrayBuffer>;
}

/** value = min(limit, base + slice * perSlice + thread * perThread) */
export interface Argument {
  readonly base: number;
  readonly perSlice: number;
  readonly perThread: number;
  readonly limit: number;
}

export declare function controlViews(buffer: SharedArrayBuffer): Control;
export declare function putArgument(doubles: Float64Array, index: number, argument: Argument): void;
export declare function runSlices(
  control: Control,
  kernels: readonly ((...args: number[]) => unknown)[],
  thread: number,
): number;
