import { MAXIMUM_SLICES, type Argument } from '../../worker/slices.mjs';

/** What a kernel gets: a number, or one that differs from slice to slice or from thread to thread. */
export type KernelArgument = number | Argument;

/** A range cut into slices: kernels take `begin` and `end`, `launch` takes `count`. */
export interface Slices {
  readonly count: number;
  readonly begin: Argument;
  readonly end: Argument;
}

/**
 * Cuts 0 .. total into slices of `grain` items (the last one may be shorter). Slices never depend on the number of
 * threads, so neither do the bits of a result.
 */
export function slices(total: number, grain: number): Slices {
  const size = Math.max(1, Math.ceil(grain), Math.ceil(total / MAXIMUM_SLICES));
  const part = { perSlice: size, perThread: 0, limit: total };
  return {
    count: Math.max(1, Math.ceil(total / size)),
    begin: { ...part, base: 0 },
    end: { ...part, base: size },
  };
}

/** Elements of a slice of a light operation: 10 to 20 us. */
export const ELEMENTS = 32_768;

/** Slices of a light operation on `total` elements. */
export function elementSlices(total: number): Slices {
  return slices(total, ELEMENTS);
}

/** The same cut of a range that begins at `first`. */
export function shifted({ count, begin, end }: Slices, first: number): Slices {
  const move = ({ base, limit, ...rest }: Argument) => ({
    ...rest,
    base: base + first,
    limit: limit + first,
  });
  return { count, begin: move(begin), end: move(end) };
}

/** Slices of whole rows; `cost` is how many times an elementwise operation's work there is for each element. */
export function rowSlices(rows: number, width: number, cost = 1): Slices {
  return slices(rows, ELEMENTS / (cost * Math.max(1, width)));
}

const CACHE_LINE = 16; // floats

/** Slices of the columns of a matrix: whole cache lines, so that two threads never write one. */
export function columnSlices(rows: number, width: number): Slices {
  return slices(width, Math.ceil(ELEMENTS / Math.max(1, rows) / CACHE_LINE) * CACHE_LINE);
}

/** Row slices that each leave partial sums: at most sixteen. */
export function partialSlices(rows: number, width: number): Slices {
  return slices(rows, Math.max(rows / 16, ELEMENTS / Math.max(1, width)));
}

/** An address that moves on by `bytes` from one slice to the next. */
export function perSlice(address: number, bytes: number): Argument {
  return { base: address, perSlice: bytes, perThread: 0, limit: Infinity };
}

/** An address that moves on by `bytes` from one thread to the next. */
export function perThread(address: number, bytes: number): Argument {
  return { base: address, perSlice: 0, perThread: bytes, limit: Infinity };
}

/** The value of an argument for one slice on one thread. */
export function valueOf(argument: KernelArgument, slice: number, thread: number): number {
  if (typeof argument === 'number') return argument;
  const { base, limit } = argument;
  return Math.min(limit, base + slice * argument.perSlice + thread * argument.perThread);
}
