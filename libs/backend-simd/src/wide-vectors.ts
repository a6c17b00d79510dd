import { setFlagsFromString } from 'node:v8';
import type { Kernel, KernelTable } from './kernel-table.js';

const DEPTH = 256;
const TILES = 400; // about 0.1 ms of the smaller tile
const ROUNDS = 7;

/** Multiply-adds a millisecond of a micro-kernel, the best of several rounds; operands are zeros. */
function speedOf(tile: Kernel, columns: number, work: number): number {
  const panelB = work + 4 * 4 * DEPTH;
  const target = panelB + 4 * 16 * DEPTH;
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    for (let i = 0; i < TILES; i++) tile(DEPTH, work, panelB, target, 64);
    best = Math.min(best, performance.now() - begin);
  }
  return (4 * columns * DEPTH * TILES) / best;
}

/**
 * Whether this runtime fuses neighbouring 128-bit operations into 256-bit ones. V8 has that behind a flag from Node 24 on
 * (for x64 with AVX2); whether it took effect shows in the speed of the larger tile, which else spills its registers.
 *
 * @param work memory to scribble on, at least a thread's work space
 */
export function runsWideVectors(kernels: KernelTable, work: number): boolean {
  if (process.arch !== 'x64' || Number.parseInt(process.versions.node, 10) < 24) return false;
  setFlagsFromString('--experimental-wasm-revectorize');
  // Functions are compiled when first called: these two by the optimizing compiler, at once, so that it is measured.
  setFlagsFromString('--no-liftoff');
  const narrow = speedOf(kernels.tile4x8, 8, work);
  const wide = speedOf(kernels.tile4x16, 16, work);
  setFlagsFromString('--liftoff');
  if (wide > 1.3 * narrow) return true;
  setFlagsFromString('--no-experimental-wasm-revectorize');
  return false;
}
