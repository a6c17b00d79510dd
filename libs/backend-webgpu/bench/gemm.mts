// How fast each tile of the matrix products is on this GPU, by its own clock: what the table in src/kernels/gemm-tiles.ts is
// to be filled with.
//   npx tsx --conditions=@rdrop/source bench/gemm.mts float32|mixed [multiprocessors] [GHz] [edge of the product]
import * as tf from '@tensorflow/tfjs';
import { BACKEND_NAME, startWebGpu } from '../src/index.ts';
import { KernelCall } from '../src/kernel-call.ts';
import { gemm, type Product, tileLimits } from '../src/kernels/gemm.ts';
import {
  chooseTile,
  fittingTile,
  GEMM_TILES,
  type GemmTile,
  type TileChoice,
} from '../src/kernels/gemm-tiles.ts';

const [precision = 'float32', processors = '132', gigahertz = '1.98', edge = '4096'] = process.argv.slice(2);
if (precision !== 'float32' && precision !== 'mixed') throw new Error('expected float32 or mixed');
const RUNS = 5;
tf.env().set('PROD', true);
const { backend, adapter } = await startWebGpu();
await tf.setBackend(BACKEND_NAME);
const notes = precision === 'mixed' ? await backend.prepareMixed() : [];
backend.precision = precision;
console.log([adapter?.name ?? 'null', precision, ...notes].join('; '));

type Sides = Pick<Product, 'transposeA' | 'transposeB'>;

/** Milliseconds of a product, all its dispatches: the least of some runs. */
async function time([m, n, k]: readonly [number, number, number], sides: Sides, choice?: TileChoice) {
  const [a, b, c] = [tf.zeros([m, k]), tf.zeros([k, n]), tf.zeros([m, n])];
  let least = Infinity;
  for (let run = 0; run <= RUNS; run++) {
    const times = await backend.profile(async () => {
      new KernelCall('gemm', backend, {}, {}).run((call) =>
        gemm(call, { m, n, k, ...sides, a, b, c }, choice),
      );
      await Promise.resolve();
    });
    const ms = times.reduce((sum, each) => sum + each.ms, 0);
    if (run > 0) least = Math.min(least, ms); // the first one compiles
  }
  tf.dispose([a, b, c]);
  return least;
}

const nameOf = ({ kind, rows, columns, k, buffers }: GemmTile) =>
  `${kind} ${rows}x${columns}x${k}x${buffers}`;
const limits = tileLimits(backend);
const size = Number(edge);
console.log('tile, rate, alone (multiply-adds in a cycle of a multiprocessor), TFLOP/s');
for (const each of GEMM_TILES) {
  const tile = fittingTile(each, limits);
  if (tile === undefined) continue;
  const cycles = (ms: number) => ms * 1e6 * Number(gigahertz);
  const whole = await time([size, size, size], {}, { tile, parts: 1 });
  const one = await time([tile.rows, tile.columns, size], {}, { tile, parts: 1 });
  const rate = size ** 3 / cycles(whole) / Number(processors);
  const alone = (tile.rows * tile.columns * size) / cycles(one);
  console.log(nameOf(tile), rate.toFixed(0), alone.toFixed(0), ((2 * size ** 3) / whole / 1e9).toFixed(1));
}

/** Products of R-Drop steps of 4,096 tokens, doubled: a layer, its gradients, the output projection of a large vocabulary. */
const SHAPES: readonly (readonly [string, readonly [number, number, number], Sides])[] = [
  ['iwslt layer', [8192, 1024, 512], { transposeB: true }],
  ['iwslt layer, gradient of the input', [8192, 512, 1024], {}],
  ['iwslt layer, gradient of the weight', [1024, 512, 8192], { transposeA: true }],
  ['iwslt projection', [8192, 10_152, 512], { transposeB: true }],
  ['bert-base layer', [4096, 3072, 768], { transposeB: true }],
  ['wmt-big layer', [8192, 4096, 1024], { transposeB: true }],
];
console.log('product, choice, ms, TFLOP/s');
for (const [name, [m, n, k], sides] of size < 1024 ? [] : SHAPES) {
  const { tile, parts } = chooseTile({ m, n, k }, limits);
  const ms = await time([m, n, k], sides);
  console.log(
    `${name}, ${nameOf(tile)} in ${parts}, ${ms.toFixed(3)}, ${((2 * m * n * k) / ms / 1e9).toFixed(1)}`,
  );
}
process.exit(0);
