// GFLOP/s of the matrix product, by processor time (so that a busy machine disturbs it less), one thread; and of the two
// tiles it is made of:
//   npx tsx --conditions=@rdrop/source bench/matmul.mts
import { type KernelVariant, startRuntime } from '../src/wasm-runtime.ts';

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

const DEPTH = 256;

/** GFLOP/s of something that does `operations` floating-point operations. */
function speedOf(operations: number, run: () => void): number {
  for (let i = 0; i < 3; i++) run();
  const start = process.cpuUsage();
  const until = performance.now() + 400;
  let runs = 0;
  while (performance.now() < until) {
    run();
    runs += 1;
  }
  return (operations * runs) / (process.cpuUsage(start).user * 1e3);
}

function report(variant: KernelVariant, name: string, speed: number): void {
  process.stdout.write(`${variant.padEnd(8)} ${name.padEnd(24)} ${speed.toFixed(1).padStart(6)} GFLOP/s\n`);
}

const align = (address: number) => Math.ceil(address / 64) * 64;

for (const wanted of [undefined, 'strict'] as const) {
  const { memory, kernels, heapStart, variant } = await startRuntime({
    variant: wanted,
    threads: 1,
    blas: 'off',
  });
  const a = align(heapStart);
  memory.grow(a + 2 ** 20);
  for (const [name, columns] of [
    ['tile4x8', 8],
    ['tile4x16', 16],
  ] as const) {
    const panelB = a + 16 * DEPTH;
    const target = panelB + 64 * DEPTH;
    const tiles = 1000;
    const speed = speedOf(8 * columns * DEPTH * tiles, () => {
      for (let i = 0; i < tiles; i++) kernels[name](DEPTH, a, panelB, target, 64);
    });
    report(variant, name, speed);
  }
  for (const [m, n, k, transposeA, transposeB] of SHAPES) {
    const b = align(a + 4 * m * k);
    const c = align(b + 4 * n * k);
    memory.grow(c + 4 * m * n);
    const strideA = transposeA ? [1, m] : [k, 1];
    const strideB = transposeB ? [1, k] : [n, 1];
    const speed = speedOf(2 * m * n * k, () =>
      kernels.gemm(a, ...strideA, b, ...strideB, c, n, 0, m, 0, n, k, 0, 0, 0),
    );
    report(variant, `${m}x${n}x${k}${transposeA ? ' A^T' : ''}${transposeB ? ' B^T' : ''}`, speed);
  }
}
