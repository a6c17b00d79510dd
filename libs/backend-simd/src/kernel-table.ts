/** A compiled kernel: addresses are byte addresses in the linear memory, sizes and strides are in elements. */
export type Kernel = (...args: number[]) => number;

/** Every function the WebAssembly module exports (see the sources in assembly/). */
export const KERNEL_NAMES = [
  'heapBase',
  'workBytes',
  'initThread',
  'tile4x8',
  'tile4x16',
  'finishBlock',
  'gemm',
  'gemmBatched',
  'dropout',
  'lossTerms',
  'lossTermsGrad',
  'lossTermsInPlace',
  'lossWorkBytes',
  'layerNorm',
  'layerNormGrad',
  'layerNormGradOfValue',
  'embedding',
  'scatterAdd',
  'attention',
  'attentionGrad',
  'attentionStateFloats',
  'attentionWorkBytes',
  'adam',
  'sgd',
  'nag',
  'squaredSum',
  'binary',
  'binaryRange',
  'fill',
  'gelu',
  'geluGrad',
  'reluGrad',
  'unary',
  'columnSums',
  'rowMaxima',
  'rowSums',
  'softmaxRows',
  'transpose',
  'copyBox',
  'convert',
  'fillWords',
  'compareBytes',
  'compareWords',
  'select',
  'cumulativeSums',
] as const;

export type KernelName = (typeof KERNEL_NAMES)[number];
export type KernelTable = Readonly<Record<KernelName, Kernel>>;

function isKernel(value: unknown): value is Kernel {
  return typeof value === 'function';
}

function isComplete(table: Partial<Record<KernelName, Kernel>>): table is Record<KernelName, Kernel> {
  return KERNEL_NAMES.every((name) => table[name] !== undefined);
}

/** Checks the exports of an instance against {@link KERNEL_NAMES}. */
export function kernelTable(exports: WebAssembly.Exports): KernelTable {
  const table: Partial<Record<KernelName, Kernel>> = {};
  for (const name of KERNEL_NAMES) {
    const value: unknown = exports[name];
    if (!isKernel(value)) {
      throw new Error(
        `backend-simd: kernels.wasm has no function '${name}'; run \`npm run prepare\` in the workspace root`,
      );
    }
    table[name] = value;
  }
  if (!isComplete(table)) throw new Error('backend-simd: kernels.wasm is incomplete');
  return table;
}
