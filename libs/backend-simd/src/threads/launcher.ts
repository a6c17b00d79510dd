import { layoutOf } from '../../worker/blas.mjs';
import { KERNEL_NAMES, type KernelName } from '../kernel-table.js';
import type { WasmRuntime } from '../wasm-runtime.js';
import { slices, valueOf, type KernelArgument } from './slice-arguments.js';

/** C = activation(A B + bias), or C += A B; byte addresses, strides in elements (a transposed operand has them swapped). */
export interface MatrixProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: number;
  readonly aRow: number;
  readonly aCol: number;
  readonly b: number;
  readonly bRow: number;
  readonly bCol: number;
  readonly c: number;
  /** Distance of C's rows. Default n. */
  readonly cRow?: number;
  /** Address of n values added to every row; 0 or left out: none. */
  readonly bias?: number;
  /** 1: relu. Default 0: none. */
  readonly activation?: number;
  /** Adds to what C holds. Default false. */
  readonly accumulate?: boolean;
}

const BLAS_KERNEL = KERNEL_NAMES.length;
const BLAS_OPERATIONS = 1e5; // below, the call costs more than it saves
const SLICE_OPERATIONS = 1e6; // about 20 us
const PACKED_ROWS = 384; // each slice packs the other operand again: with this many rows that is 2-3 % of its work
const KERNEL_NUMBERS: ReadonlyMap<string, number> = new Map(KERNEL_NAMES.map((name, i) => [name, i]));

/** Runs kernels over slices of their work, on all threads where there are several slices. */
export class Launcher {
  constructor(private readonly runtime: WasmRuntime) {}

  get threads(): number {
    return this.runtime.pool?.size ?? 1;
  }

  /** Whether a product of so many operations goes to the system's BLAS. */
  prefersBlas(operations: number): boolean {
    return this.runtime.blas !== undefined && operations >= BLAS_OPERATIONS;
  }

  /** Runs a kernel once per slice. One slice runs at once, on the calling thread. */
  launch(name: KernelName, args: readonly KernelArgument[], count = 1): void {
    this.runNumber(KERNEL_NUMBERS.get(name) ?? -1, args, count);
  }

  multiply(product: MatrixProduct): void {
    const { m, n, k } = product;
    const isBlas = this.goesToBlas(product);
    const operations = 2 * m * n * k;
    // The longer side is cut, so that as little as possible is packed twice.
    const byRows = m >= n;
    const length = byRows ? m : n;
    // Equal numbers of slices for all threads; several where that costs little, so that a delayed thread gets fewer.
    const rounds = isBlas ? 1 : Math.min(4, Math.max(1, Math.floor(length / this.threads / PACKED_ROWS)));
    const most = Math.min(this.threads * rounds, Math.floor(operations / SLICE_OPERATIONS));
    const parts = slices(length, Math.ceil(length / Math.max(1, most) / 16) * 16);
    const rows = byRows ? [parts.begin, parts.end] : [0, m];
    const cols = byRows ? [0, n] : [parts.begin, parts.end];
    this.runNumber(
      isBlas ? BLAS_KERNEL : (KERNEL_NUMBERS.get('gemm') ?? -1),
      [
        ...[product.a, product.aRow, product.aCol, product.b, product.bRow, product.bCol],
        ...[product.c, product.cRow ?? n, ...rows, ...cols, k],
        ...[product.bias ?? 0, product.activation ?? 0, product.accumulate === true ? 1 : 0],
      ],
      parts.count,
    );
  }

  private goesToBlas({ m, n, k, aRow, aCol, bRow, bCol }: MatrixProduct): boolean {
    if (!this.prefersBlas(2 * m * n * k)) return false;
    return layoutOf(aRow, aCol, m, k) !== undefined && layoutOf(bRow, bCol, k, n) !== undefined;
  }

  private runNumber(kernel: number, args: readonly KernelArgument[], count: number): void {
    const { pool, kernels, blas } = this.runtime;
    if (count > 1 && pool !== undefined) {
      pool.run(kernel, args, count);
      return;
    }
    const name = KERNEL_NAMES[kernel];
    const body = name === undefined ? blas?.product : kernels[name];
    if (body === undefined) throw new Error(`backend-simd: no kernel number ${kernel}`);
    for (let slice = 0; slice < count; slice++) body(...args.map((argument) => valueOf(argument, slice, 0)));
  }
}
