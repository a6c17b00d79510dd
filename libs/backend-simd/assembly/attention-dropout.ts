// Dropout of attention weights. The weight of query t and key s is element t * S + s of its unit, a head of a batch row.
import { keepMasks } from './philox-masks';
import { at } from './vector';

/** In place: row s of lane i becomes row s + (shift i of `shifts`, four bits each), for four lanes of rows of eight. */
function shiftLanes(masks: usize, rows: i32, shifts: u32): void {
  const s0 = <usize>(shifts & 7) << 5;
  const s1 = <usize>((shifts >> 4) & 7) << 5;
  const s2 = <usize>((shifts >> 8) & 7) << 5;
  const s3 = <usize>((shifts >> 12) & 7) << 5;
  for (const end = masks + ((<usize>rows) << 5); masks < end; masks += 32) {
    const left = v128.shuffle<i32>(v128.load(masks + s0), v128.load(masks + s1), 0, 5, 2, 7);
    const right = v128.shuffle<i32>(v128.load(masks + s2), v128.load(masks + s3), 0, 5, 2, 7);
    v128.store(masks, v128.shuffle<i32>(left, right, 0, 1, 6, 7));
  }
}

/** Rows that keepBlock writes for so many keys. */
@inline
export function keepRows(keys: i32): i32 {
  return (keys + 14) & ~7;
}

/**
 * keep[key][8]: all ones where the weight stays, zeros where it is dropped, for eight queries. The first query's first key
 * is element `first` of all, the next query's `step` further on. The keys of Philox are the prepared ones.
 */
export function keepBlock(keep: usize, keys: i32, first: u64, step: i32, threshold: u32): void {
  // Counters give eight keys each; where rows do not begin with a counter's first, their masks are moved up afterwards.
  let shifts: u32 = 0;
  for (let i = 0; i < 8; i++) {
    store<u32>(at(keep, i), <u32>(first >>> 3));
    shifts |= (<u32>first & 7) << (4 * i);
    first += step;
  }
  keepMasks(keep, keepRows(keys) >> 3, v128.load(keep), v128.load(keep, 16), 1, threshold);
  if (shifts & 0xffff) shiftLanes(keep, keys, shifts);
  if (shifts >> 16) shiftLanes(keep + 16, keys, shifts >> 16);
}
