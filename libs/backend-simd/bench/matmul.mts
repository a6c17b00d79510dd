// GFLOP/s of the packed matrix product on one thread, by processor time (so a busy machine disturbs it less):
//   npx tsx --conditions=@rdrop/source bench/matmul.mts
import { startRuntime } from '../src/wasm-runtime.ts';

// m, n, k, transposed A, transposed B: the forward product of a layer, its two gradients, the output projection.
const SHAPES = [
  [1536, 256, 256, false, true],
  [1536, 1024, 256, false, true],
  [1536, 256, 1024, false, false],
  [1024, 256, 1536, true, false],
  [1536, 8000, 256, false, true],
  [8000, 256, 1536, true, false],
  [1536, 256, 8000, false, false],
  [512, 512, 512, false, false],
  [24, 24, 64, false, true],
  [1, 8000, 256, false, true],
] as const;

const align = (address: number) => Math.ceil(address / 64) * 64;

for (const variant of ['strict', 'relaxed'] as const) {
  const { memory, kernels } = await startRuntime(variant);
  const work = align(kernels.heapBase());
  const a = align(work + kernels.gemmWorkBytes());
  for (const [m, n, k, transposeA, transposeB] of SHAPES) {
    const b = align(a + 4 * m * k);
    const c = align(b + 4 * n * k);
    memory.grow(c + 4 * m * n);
    const strideA = transposeA ? [1, m] : [k, 1];
    const strideB = transposeB ? [1, k] : [n, 1];
    const run = () => kernels.gemm(a, ...strideA, b, ...strideB, c, n, 0, m, n, k, 0, 0, work);
    run();
    const start = process.cpuUsage();
    const until = performance.now() + 500;
    let runs = 0;
    while (performance.now() < until) {
      run();
      runs += 1;
    }
    const seconds = process.cpuUsage(start).user / 1e6;
    const flops = (2 * m * n * k * runs) / seconds / 1e9;
    const name = `${m}x${n}x${k}${transposeA ? ' A^T' : ''}${transposeB ? ' B^T' : ''}`;
    process.stdout.write(`${variant.padEnd(8)} ${name.padEnd(24)} ${flops.toFixed(1)} GFLOP/s\n`);
  }
}
