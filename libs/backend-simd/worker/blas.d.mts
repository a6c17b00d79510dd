/** Types of blas.mjs. */
type Kernel = (...args: number[]) => unknown;

export declare function layoutOf(
  row: number,
  col: number,
  rows: number,
  cols: number,
): { readonly transpose: number; readonly leading: number } | undefined;

export declare function noBlas(): never;

export declare function openBlas(
  path: string,
  memory: WebAssembly.Memory,
): {
  readonly product: (finishBlock: Kernel) => Kernel;
  readonly sgemm: (...args: number[]) => void;
  readonly kernels: string | undefined;
};
