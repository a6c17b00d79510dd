import { columns, type Row, textTable } from '../text-table.js';
import { type Phase, PHASES } from '../trainer.js';
import type { KernelCall, Profile } from './kernel-recorder.js';
import { flops, type MatrixProduct } from './matrix-product.js';

const total = (values: readonly { readonly ms: number }[]): number =>
  values.reduce((sum, { ms }) => sum + ms, 0);

const inMs = (ms: number): string => ms.toFixed(2);

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const name = key(value);
    groups.set(name, [...(groups.get(name) ?? []), value]);
  }
  return groups;
}

/** ms of each phase, an empty cell where there is none. */
function byPhase(values: readonly { readonly phase: Phase; readonly ms: number }[]): string[] {
  return PHASES.map((phase) => {
    const own = values.filter((value) => value.phase === phase);
    return own.length === 0 ? '' : inMs(total(own));
  });
}

/**
 * Time by kernel, the most costly first, split by phase; then what all kernels took, what passed outside them (the
 * tape, shape checks, garbage collection), and the whole step.
 */
export function kernelTable({ calls, phases }: Profile): string {
  const step = total(phases);
  const share = (ms: number): string => `${((100 * ms) / step).toFixed(1)}%`;
  const rows = [...groupBy(calls, ({ kernel }) => kernel)]
    .map(([kernel, own]) => ({ kernel, own, ms: total(own) }))
    .sort((a, b) => b.ms - a.ms)
    .map(({ kernel, own, ms }): Row => [kernel, String(own.length), inMs(ms), share(ms), ...byPhase(own)]);
  const outside = phases.map(({ phase, ms }) => ({
    phase,
    ms: ms - total(calls.filter((call) => call.phase === phase)),
  }));
  const inKernels = total(calls);
  const summary: Row[] = [
    ['all kernels', String(calls.length), inMs(inKernels), share(inKernels), ...byPhase(calls)],
    ['outside kernels', '', inMs(step - inKernels), share(step - inKernels), ...byPhase(outside)],
    ['step', '', inMs(step), share(step), ...byPhase(phases)],
  ];
  return textTable(columns(['kernel'], ['calls', 'ms', 'share', ...PHASES]), [...rows, ...summary]);
}

interface ProductCall extends KernelCall {
  readonly product: MatrixProduct;
}

const isProduct = (call: KernelCall): call is ProductCall => call.product !== undefined;

function productRow([first, ...others]: readonly ProductCall[]): { row: Row; ms: number } | undefined {
  if (first === undefined) return undefined;
  const { batch, m, n, k, form } = first.product;
  const calls = [first, ...others];
  const ms = total(calls);
  const speed = (calls.length * flops(first.product)) / (ms * 1e6);
  const sizes = [batch, m, n, k].map(String);
  return {
    row: [first.kernel, first.phase, form, ...sizes, String(calls.length), inMs(ms), speed.toFixed(1)],
    ms,
  };
}

/** Matrix products by shape and form, the most costly first, with their speed; then all together. */
export function productTable({ calls }: Profile): string {
  const products = calls.filter(isProduct);
  const groups = groupBy(products, ({ kernel, phase, product }) =>
    [kernel, phase, ...Object.values(product)].join(' '),
  );
  const rows = [...groups.values()]
    .map(productRow)
    .filter((row) => row !== undefined)
    .sort((a, b) => b.ms - a.ms)
    .map(({ row }) => row);
  const ms = total(products);
  const speed = products.reduce((sum, { product }) => sum + flops(product), 0) / (ms * 1e6);
  const sum: Row = ['all', '', '', '', '', '', '', String(products.length), inMs(ms), speed.toFixed(1)];
  const head = columns(['product', 'phase', 'form'], ['batch', 'm', 'n', 'k', 'calls', 'ms', 'GFLOP/s']);
  return textTable(head, products.length === 0 ? rows : [...rows, sum]);
}
