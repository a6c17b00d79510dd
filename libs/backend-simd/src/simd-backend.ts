import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type * as tf from '@tensorflow/tfjs';
import { HeapFullError } from './heap-full-error.js';
import { collectGarbage } from './collect-garbage.js';
import { Heap, type Block } from './heap.js';
import type { KernelName, KernelTable } from './kernel-table.js';
import { bytesPerElement, type LinearMemory, type NumericArray, type NumericType } from './linear-memory.js';
import { Launcher, type MatrixProduct } from './threads/launcher.js';
import type { KernelArgument } from './threads/slice-arguments.js';
import type { KernelVariant, WasmRuntime } from './wasm-runtime.js';

type Values = tf.backend_util.BackendValues;

/** Identity is all that counts; TensorFlow.js keeps data in maps keyed by this object. */
interface DataId {
  readonly id: number;
}

export interface SimdMemoryInfo {
  unreliable: boolean;
  reasons: string[];
  /** Blocks and bytes held by tensors in the WebAssembly memory; then the peak and the extent, work space included. */
  heapBlocks: number;
  heapBytes: number;
  heapPeakBytes: number;
  heapReservedBytes: number;
  /** Runs of stock kernels in place of ours because the memory was full. */
  heapFallbacks: number;
}

const EAGER_ELEMENTS = 16_384;
/** What the kernels of models of common sizes need. */
const WORK_BYTES = 2 ** 20;
const COLLECT_BYTES = 16 * 2 ** 20;

function isNumeric(dtype: tf.DataType): dtype is NumericType {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * TensorFlow.js' CPU backend with tensors in one WebAssembly memory. A tensor starts as an ordinary array and moves
 * there when a WebAssembly kernel first needs its address; stock kernels work on the views either way.
 */
export class SimdBackend extends MathBackendCPU {
  readonly kernels: KernelTable;
  readonly linear: LinearMemory;
  readonly variant: KernelVariant;
  /** Path of the BLAS in use. */
  readonly blas: string | undefined;
  /** What a user should know about how it started, one sentence each. */
  readonly notes: readonly string[];
  private readonly heap: Heap;
  private readonly blocks = new WeakMap<object, Block>();
  private readonly collected = new FinalizationRegistry<Block>((block) => this.heap.free(block));
  private readonly launcher: Launcher;
  private readonly scratchBlocks = new Map<string, Block>();
  private nextId = 0;
  private running: string | undefined;
  /** Outputs of the kernels that run now. */
  private readonly made: DataId[] = [];
  private fallbacks = 0;
  /** Of arrays whose values have moved into the WebAssembly memory since garbage was last collected. */
  private leftBytes = 0;

  constructor(runtime: WasmRuntime) {
    super();
    this.kernels = runtime.kernels;
    this.linear = runtime.memory;
    this.variant = runtime.variant;
    this.blas = runtime.blas?.label;
    this.notes = runtime.notes;
    this.launcher = new Launcher(runtime);
    this.heap = new Heap(runtime.heapStart, runtime.memory);
    // Below all tensors: in the middle of a step it would come to lie between them, and split what they leave free.
    if (runtime.memory.maximumBytes > 16 * WORK_BYTES) this.scratch('work', WORK_BYTES);
  }

  /** Threads that compute, the calling one included. */
  get threads(): number {
    return this.launcher.threads;
  }

  /** Whether products of so many operations go to the system's BLAS. */
  prefersBlas(operations: number): boolean {
    return this.launcher.prefersBlas(operations);
  }

  /** Runs a kernel over `count` slices of its work (see `slices`), on all threads; one slice on the calling thread. */
  launch(name: KernelName, args: readonly KernelArgument[], count = 1): void {
    this.launcher.launch(name, args, count);
  }

  /** A matrix product on all threads, by the system's BLAS where there is one and the product is large enough. */
  gemm(product: MatrixProduct): void {
    this.launcher.multiply(product);
  }

  /** Runs a kernel's body. When it throws, the outputs it has made are given back. */
  run<T>(kernel: string, body: () => T): T {
    const outer = this.running;
    const first = this.made.length;
    this.running = kernel;
    try {
      return body();
    } catch (error) {
      for (const dataId of this.made.splice(first)) this.disposeData(dataId);
      throw error;
    } finally {
      this.running = outer;
      if (outer === undefined) this.made.length = 0;
    }
  }

  /** Like `run`, but undefined, nothing else changed, when the WebAssembly memory is full: a stock kernel can do it. */
  runOrFallBack<T>(kernel: string, body: () => T): T | undefined {
    try {
      return this.run(kernel, body);
    } catch (error) {
      if (!(error instanceof HeapFullError)) throw error;
      this.fallbacks += 1;
      return undefined;
    }
  }

  /** Unlike the stock backend, prints no banner and never keeps a view of another tensor's block (stock slices do). */
  override write(values: Values, _shape: number[], dtype: tf.DataType): DataId {
    const dataId = { id: this.nextId++ };
    if (values instanceof Float32Array && dtype === 'float32' && values.length >= EAGER_ELEMENTS) {
      // Large values are moved at once: the array they came in is then garbage while a model is still being built.
      const block = this.heap.allocate(values.byteLength);
      if (block !== undefined) {
        const view = this.linear.floats(block.address, values.length);
        view.set(values);
        this.data.set(dataId, { values: view, dtype, refCount: 1 });
        this.own(dataId, block);
        this.leftBytes += values.byteLength;
        return dataId;
      }
    }
    const isForeign = ArrayBuffer.isView(values) && this.linear.owns(values.buffer);
    this.data.set(dataId, { values: isForeign ? values.slice() : values, dtype, refCount: 1 });
    return dataId;
  }

  /** A copy: the block behind the values may be reused as soon as the tensor is disposed. */
  override readSync(dataId: object): Values {
    const values = super.readSync(dataId);
    return Array.isArray(values) || ArrayBuffer.isView(values) ? values.slice() : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    const existed = this.data.has(dataId);
    const released = super.disposeData(dataId, force);
    if (existed && released) this.releaseBlock(dataId);
    return released;
  }

  override memory(): SimdMemoryInfo {
    const { blocks, bytes, peakBytes, reservedBytes } = this.heap.stats;
    const own = [...this.scratchBlocks.values()];
    return {
      unreliable: true,
      reasons: ['Tensors outside the WebAssembly memory are freed by garbage collection.'],
      heapBlocks: blocks - own.length,
      heapBytes: own.reduce((rest, block) => rest - block.bytes, bytes),
      heapPeakBytes: peakBytes,
      heapReservedBytes: reservedBytes,
      heapFallbacks: this.fallbacks,
    };
  }

  /**
   * An uninitialised tensor in the WebAssembly memory, an output or an intermediate of the running kernel.
   *
   * @throws HeapFullError
   */
  output(shape: readonly number[], dtype: NumericType): tf.TensorInfo {
    const dataId = this.create(shape, dtype);
    if (this.running !== undefined) this.made.push(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  /**
   * A float32 tensor with the values of another, which stays when the running kernel fails: no output of it.
   *
   * @throws HeapFullError
   */
  duplicate(info: tf.TensorInfo): tf.TensorInfo {
    const from = this.address(info);
    const dataId = this.create(info.shape, 'float32');
    const copy = { dataId, shape: [...info.shape], dtype: 'float32' as const };
    const size = sizeOf(info.shape);
    this.linear.floats(this.address(copy), size).set(this.linear.floats(from, size));
    return copy;
  }

  /** The same values under another name, for a kernel that has written its result over an input. */
  alias(info: tf.TensorInfo): tf.TensorInfo {
    this.incRef(info.dataId);
    return { dataId: info.dataId, shape: [...info.shape], dtype: info.dtype };
  }

  /**
   * The byte address of a tensor's values; moves them into the WebAssembly memory if they are not there yet.
   *
   * @throws HeapFullError
   */
  address(info: tf.TensorInfo): number {
    const block = this.blocks.get(info.dataId);
    return block === undefined ? this.migrate(info) : block.address;
  }

  /** The live view of a tensor's values, valid until the next allocation or disposal. Never hand it out. */
  values(info: tf.TensorInfo): NumericArray {
    const { values } = this.data.get(info.dataId);
    if (values instanceof Float32Array || values instanceof Int32Array) return values;
    if (values instanceof Uint8Array) return values;
    throw new Error(`backend-simd: expected a numeric tensor, got ${info.dtype}`);
  }

  /**
   * At least `bytes` of scratch memory, valid until the next call for the same purpose: ask once in a kernel.
   *
   * @throws HeapFullError
   */
  scratch(purpose: 'dropout plan' | 'table' | 'work', bytes: number): number {
    const old = this.scratchBlocks.get(purpose);
    if (old !== undefined && old.bytes >= bytes) return old.address;
    if (old !== undefined) this.heap.free(old);
    this.scratchBlocks.delete(purpose);
    const block = this.allocate(bytes, 'work space');
    this.scratchBlocks.set(purpose, block);
    return block.address;
  }

  private create(shape: readonly number[], dtype: NumericType): DataId {
    if (this.leftBytes >= COLLECT_BYTES) {
      this.leftBytes = 0;
      collectGarbage();
    }
    const length = sizeOf(shape);
    const block = this.allocate(length * bytesPerElement(dtype), `a ${dtype} tensor [${shape.join(', ')}]`);
    const dataId = { id: this.nextId++ };
    const values = this.linear.view(dtype, block.address, length);
    this.data.set(dataId, { values, dtype, refCount: 1 });
    this.own(dataId, block);
    return dataId;
  }

  private allocate(bytes: number, what: string): Block {
    const block = this.heap.allocate(bytes);
    if (block !== undefined) return block;
    throw new HeapFullError({
      ...{ where: this.running ?? 'backend-simd', what, bytes },
      usedBytes: this.heap.stats.bytes,
      largestFreeBytes: this.heap.largestFree(),
      maximumBytes: this.linear.maximumBytes,
    });
  }

  private migrate(info: tf.TensorInfo): number {
    const { dtype } = info;
    if (!isNumeric(dtype)) throw new Error(`backend-simd: expected a numeric tensor, got ${dtype}`);
    const entry = this.data.get(info.dataId); // moves the data here from another backend if need be
    const values = this.values(info);
    const block = this.allocate(
      values.length * bytesPerElement(dtype),
      `a ${dtype} tensor [${info.shape.join(', ')}]`,
    );
    const view = this.linear.view(dtype, block.address, values.length);
    view.set(values);
    entry.values = view;
    this.own(info.dataId, block);
    return block.address;
  }

  /** Blocks are not collected as arrays are: free them with the data id, however that ends. */
  private own(dataId: object, block: Block): void {
    this.blocks.set(dataId, block);
    this.collected.register(dataId, block, dataId);
  }

  private releaseBlock(dataId: object): void {
    const block = this.blocks.get(dataId);
    if (block === undefined) return;
    this.blocks.delete(dataId);
    this.collected.unregister(dataId);
    this.heap.free(block);
  }
}
