import { MAXIMUM_SLICES } from '../../worker/slices.mjs';
import { afterEach, describe, expect, it } from 'vitest';
import { SimdBackend } from '../simd-backend.js';
import { closeRuntimes, testRuntime } from '../testing/runtimes.js';
import { sameBits, values } from '../testing/random.js';
import { perSlice } from '../threads/slice-arguments.js';
import { parameterTable } from './parameter-table.js';

afterEach(closeRuntimes);

const SIZES = [5, 70_000, 1, 16, 40_003, 300, 32_768];

function tensor(backend: SimdBackend, data: Float32Array) {
  const address = backend.address(backend.output([data.length], 'float32'));
  backend.linear.floats(address, data.length).set(data);
  return { address, read: () => backend.linear.floats(address, data.length).slice() };
}

/** Parameters, buffers and the partial sums of squares after three steps of SGD. */
async function trained(threads: number) {
  const backend = new SimdBackend(await testRuntime({ threads }));
  const tensors = SIZES.map((size, i) =>
    [0, 1, 2].map((seed) => tensor(backend, values(size, 3 * i + seed))),
  );
  const rows = tensors.map((row, i) => ({
    addresses: row.map(({ address }) => address),
    size: SIZES[i] ?? 0,
    decays: i % 2 === 0,
  }));
  const { args, count } = parameterTable(backend, rows);
  for (let i = 0; i < 3; i++) backend.launch('sgd', [...args, 0.5, 0.1, 0.9, 0.01], count);
  const sums = backend.scratch('work', 8 * count);
  backend.launch('squaredSum', [...args, perSlice(sums, 8)], count);
  return {
    data: tensors.flatMap((row) => row.map(({ read }) => read())),
    sums: backend.linear.doubles(sums, count).slice(),
  };
}

describe('parameterTable', () => {
  it('gives the same bits on any number of threads', async () => {
    const alone = await trained(1);
    expect(alone.sums).toHaveLength(5); // 143 120 elements with every tensor on a line of its own
    for (const threads of [2, 3]) {
      const { data, sums } = await trained(threads);
      expect(sums).toEqual(alone.sums);
      expect(data.findIndex((x, i) => !sameBits(x, alone.data[i] ?? new Float32Array(0)))).toBe(-1);
    }
  });

  it('cuts more elements than there can be slices into whole cache lines', async () => {
    const backend = new SimdBackend(await testRuntime({ threads: 1 }));
    const { args, count } = parameterTable(backend, [
      { addresses: [0, 0], size: 200_000_001, decays: false },
    ]);
    const [begin] = args.slice(2);
    if (typeof begin !== 'object') throw new Error('expected an argument that moves on');
    expect(begin.perSlice % 16).toBe(0);
    expect(begin.perSlice * count).toBeGreaterThanOrEqual(200_000_001);
    expect(count).toBeLessThanOrEqual(MAXIMUM_SLICES);
  });
});
