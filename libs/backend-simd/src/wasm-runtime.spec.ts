import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { kernelTable } from './kernel-table.js';
import { useSimd } from './testing/backends.js';
import { deviation, values } from './testing/random.js';
import { startRuntime, type KernelVariant } from './wasm-runtime.js';

/** A product, exponentials and logarithms by one build of the kernels. */
async function sample(variant: KernelVariant): Promise<Float32Array> {
  const { memory, kernels, heapStart } = await startRuntime({ variant, threads: 1, blas: 'off' });
  const [m, n, k] = [37, 29, 401];
  const a = heapStart;
  const b = a + 4 * m * k;
  const c = b + 4 * n * k;
  memory.grow(c + 12 * m * n);
  memory.floats(a, m * k).set(values(m * k, 1));
  memory.floats(b, n * k).set(values(n * k, 2));
  kernels.gemm(a, k, 1, b, 1, k, c, n, 0, m, 0, n, k, 0, 0, 0);
  kernels.unary(0, c, c + 4 * m * n, 0, m * n); // exp
  kernels.unary(1, c + 4 * m * n, c + 8 * m * n, 0, m * n); // log
  return memory.floats(c, 3 * m * n).slice();
}

describe('the two builds of the kernels', () => {
  it('agree within rounding', async () => {
    const strict = await sample('strict');
    const relaxed = await sample('relaxed').catch(() => strict); // a runtime without relaxed SIMD has one build
    expect(deviation(relaxed, strict)).toBeLessThan(1e-5);
    const product = strict.subarray(0, 37 * 29);
    expect(deviation(strict.subarray(2 * 37 * 29), product)).toBeLessThan(1e-5); // log(exp(x)) = x
  });

  it('a module without the kernels is refused by name', () => {
    expect(() => kernelTable({})).toThrow("no function 'heapBase'; run `npm run prepare`");
  });
});

describe('data that is dropped, not disposed', () => {
  it('gives its block back when it is collected', async () => {
    const backend = await useSimd();
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect !== 'function') throw new Error('no garbage collector to call');
    const before = backend.memory().heapBlocks;
    (() => {
      for (let i = 0; i < 10; i++) backend.output([100], 'float32');
    })();
    expect(backend.memory().heapBlocks).toBe(before + 10);
    for (let i = 0; i < 50 && backend.memory().heapBlocks > before; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(backend.memory().heapBlocks).toBe(before);
  });
});
