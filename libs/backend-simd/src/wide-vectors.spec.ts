import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { KernelTable } from './kernel-table.js';
import { sameBits, values } from './testing/random.js';
import { Bench, testRuntime } from './testing/runtimes.js';
import { runsWideVectors } from './wide-vectors.js';

/** The flags that were set; they take effect only outside the tests with a made-up host. */
const flags = vi.hoisted((): string[] => []);
const pretending = vi.hoisted(() => ({ value: false }));
vi.mock(import('node:v8'), async (importOriginal) => {
  const original = await importOriginal();
  const setFlagsFromString = (flag: string): void => {
    flags.push(flag);
    if (!pretending.value) original.setFlagsFromString(flag);
  };
  return { ...original, setFlagsFromString };
});

let kernels: KernelTable;
beforeAll(async () => {
  ({ kernels } = await testRuntime({ variant: 'strict', threads: 1 }));
});

const { arch, versions } = process;
afterEach(() => {
  Object.defineProperty(process, 'arch', { value: arch });
  Object.defineProperty(process, 'versions', { value: versions });
  vi.restoreAllMocks();
  flags.length = 0;
  pretending.value = false;
});

/** What is found where a call of each tile takes so long. */
function measured(host: { arch: string; node: string }, times: { narrow: number; wide: number }): boolean {
  Object.defineProperty(process, 'arch', { value: host.arch });
  Object.defineProperty(process, 'versions', { value: { ...versions, node: host.node } });
  pretending.value = true;
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const tile = (time: number) => () => {
    clock += time;
    return 0;
  };
  return runsWideVectors({ ...kernels, tile4x8: tile(times.narrow), tile4x16: tile(times.wide) }, 0);
}

const EVEN = { narrow: 1, wide: 1 }; // the wide tile does twice the work
const SPILLING = { narrow: 1, wide: 1.9 };

describe('256-bit vectors', () => {
  it.each([
    { arch: 'x64', node: '20.19.0' },
    { arch: 'x64', node: '22.11.0' },
    { arch: 'arm64', node: '24.1.0' },
  ])('are not looked for on %o, and no flag is touched', (host) => {
    expect(measured(host, EVEN)).toBe(false);
    expect(flags).toEqual([]);
  });

  it('are used where the larger tile is faster, measured as the optimizing compiler has it', () => {
    expect(measured({ arch: 'x64', node: '24.1.0' }, EVEN)).toBe(true);
    expect(flags).toEqual(['--experimental-wasm-revectorize', '--no-liftoff', '--liftoff']);
  });

  it('are switched off again where it is not', () => {
    expect(measured({ arch: 'x64', node: '24.1.0' }, SPILLING)).toBe(false);
    expect(flags.at(-1)).toBe('--no-experimental-wasm-revectorize');
    expect(flags.indexOf('--liftoff')).toBeGreaterThan(flags.indexOf('--no-liftoff'));
  });
});

describe('the variant of the kernels', () => {
  const product = async (variant: 'relaxed' | 'wide'): Promise<Float32Array> => {
    const bench = new Bench(await testRuntime({ variant, threads: 1 }));
    const [m, n, k] = [37, 45, 401];
    const a = bench.floats(values(m * k, 1));
    const b = bench.floats(values(k * n, 2));
    const c = bench.floats(m * n);
    bench.launcher.multiply({ m, n, k, a, aRow: k, aCol: 1, b, bRow: n, bCol: 1, c });
    return bench.view(c, m * n);
  };
  const isWide = async (): Promise<boolean> => (await testRuntime({ threads: 1 })).variant === 'wide';

  it("'wide' gives the bits of 'relaxed', or says that it is not to be had", async () => {
    if (await isWide()) expect(sameBits(await product('wide'), await product('relaxed'))).toBe(true);
    else {
      await expect(product('wide')).rejects.toThrow(
        /^backend-simd: Node .* does not run 256-bit vectors here; ask for the 'relaxed' kernels$/,
      );
    }
  });
});
