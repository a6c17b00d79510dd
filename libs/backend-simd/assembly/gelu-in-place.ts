import { geluGrad } from './elementwise';
import { at } from './vector';

/** Elements that are worked on at a time: the least that `geluGrad` works on. */
const CHUNK: i32 = 2048;

/** Bytes of private work space. */
export function geluWorkBytes(): i32 {
  return CHUNK << 2;
}

/** geluGrad with dx over dy and y over x, elements begin <= i < end. */
export function geluGradInPlace(dy: usize, x: usize, work: usize, begin: i32, end: i32, plan: usize): void {
  for (let i = begin; i < end; i += CHUNK) {
    const stop = min(end, i + CHUNK);
    // Elements are found by their number: the first of the work space is element i.
    geluGrad(dy, x, dy, work - ((<usize>i) << 2), i, stop, plan);
    memory.copy(at(x, i), work, (<usize>(stop - i)) << 2);
  }
}
