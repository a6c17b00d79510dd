import { afterAll, describe, expect, it } from 'vitest';
import type { Kernel } from '../kernel-table.js';
import { closeRuntimes, testRuntime } from '../testing/runtimes.js';
import { checkProduct } from './check-product.js';

const { memory, kernels, heapStart: scratch } = await testRuntime({ threads: 1 });
memory.grow(scratch + 2 ** 20);
const context = { memory, kernels, scratch };
afterAll(closeRuntimes);

/** Our own product, followed by a fault. */
function faulty(spoil: (c: Float32Array, m: number, n: number, transposed: boolean) => void): Kernel {
  return (...args) => {
    kernels.gemm(...args);
    const [, , aCol, , , , c = 0, n = 0, , m = 0] = args;
    spoil(memory.floats(c, m * n), m, n, aCol !== 1);
    return 0;
  };
}

describe('checkProduct', () => {
  it('accepts a product that is right', () => {
    expect(() => checkProduct(kernels.gemm, context)).not.toThrow();
  });

  it.each<[string, Parameters<typeof faulty>[0]]>([
    ['one element off by one', (c) => (c[c.length - 1] = (c[c.length - 1] ?? 0) + 1)],
    ['large matrices alone, in one element', (c, m) => m > 100 && (c[3 * m] = 0.5 + (c[3 * m] ?? 0))],
    ['transposed operands alone', (c, _, __, transposed) => transposed && c.fill(0)],
    ['two columns exchanged', (c, m, n) => exchange(c, m, n)],
    ['nothing written', (c) => c.fill(NaN)],
  ])('refuses a product with %s', (_, spoil) => {
    expect(() => checkProduct(faulty(spoil), context)).toThrow(
      /^its product of \d+ x \d+ and \d+ x \d+ matrices of small whole numbers is wrong$/,
    );
  });
});

function exchange(c: Float32Array, rows: number, n: number): void {
  for (let i = 0; i < rows; i++) {
    const first = c[i * n] ?? NaN;
    c[i * n] = c[i * n + 1] ?? NaN;
    c[i * n + 1] = first;
  }
}
