import { MAXIMUM_SLICES } from '../../worker/slices.mjs';
import type { SimdBackend } from '../simd-backend.js';
import { ELEMENTS, slices, type KernelArgument } from '../threads/slice-arguments.js';

/** A line of the table: one parameter, or one gradient alone. */
export interface TableRow {
  /** Byte addresses of the parameter, the gradient and up to two state tensors; 0 where there is none. */
  readonly addresses: readonly number[];
  /** Elements of each of them. */
  readonly size: number;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

/** The first arguments of the kernels in assembly/optimizer.ts, and the number of slices. */
export interface ParameterTable {
  readonly args: readonly KernelArgument[];
  readonly count: number;
}

const WORDS = 8; // of an entry: four addresses, start, size, decay flag, nothing
const START = 4;
const CACHE_LINE = 16; // floats

/**
 * Lays out a table of tensors as one range of elements cut into equal slices, so that a large table and a hundred biases
 * share the threads evenly. Every tensor starts on a cache line of the range, as it does in memory.
 */
export function parameterTable(backend: SimdBackend, rows: readonly TableRow[]): ParameterTable {
  const address = backend.scratch('table', 4 * WORDS * rows.length);
  const words = backend.linear.ints(address, WORDS * rows.length);
  let start = 0;
  rows.forEach(({ addresses, size, decays }, index) => {
    const at = WORDS * index;
    words.set(addresses, at); // an address above 2 GiB wraps to the same 32 bits
    words.fill(0, at + addresses.length, at + START);
    words.set([start, size, decays ? 1 : 0], at + START);
    start += Math.ceil(size / CACHE_LINE) * CACHE_LINE;
  });
  // The kernels work in whole vectors: a slice must not end within one.
  const grain = Math.max(ELEMENTS, CACHE_LINE * Math.ceil(start / MAXIMUM_SLICES / CACHE_LINE));
  const parts = slices(start, grain);
  return { args: [address, rows.length, parts.begin, parts.end], count: parts.count };
}
