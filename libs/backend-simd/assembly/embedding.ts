import { at, madd } from './vector';

/** y[r] = scale * table[ids[r]]; writes to `wrong` the first row whose id is outside [0, rows), or -1. */
export function embedding(
  table: usize,
  ids: usize,
  y: usize,
  rows: i32,
  width: i32,
  begin: i32,
  end: i32,
  scale: f32,
  wrong: usize,
): void {
  store<i32>(wrong, -1);
  const bytes = (<usize>width) << 2;
  const s = f32x4.splat(scale);
  for (let r = begin; r < end; r++) {
    const id = load<i32>(at(ids, r));
    if (id < 0 || id >= rows) {
      store<i32>(wrong, r);
      return;
    }
    const from = table + <usize>id * bytes;
    const to = y + <usize>r * bytes;
    if (scale == 1) {
      memory.copy(to, from, bytes);
      continue;
    }
    let i = 0;
    for (; i + 4 <= width; i += 4) v128.store(at(to, i), f32x4.mul(v128.load(at(from, i)), s));
    for (; i < width; i++) store<f32>(at(to, i), load<f32>(at(from, i)) * scale);
  }
}

/**
 * dTable[ids[r]] += scale * dy[r] for columns colBegin <= c < colEnd (threads split columns, so that two never write
 * one element). Skips `paddingId` and ids outside [0, rows). The caller zeroes dTable.
 */
export function scatterAdd(
  dy: usize,
  ids: usize,
  dTable: usize,
  rows: i32,
  width: i32,
  count: i32,
  colBegin: i32,
  colEnd: i32,
  paddingId: i32,
  scale: f32,
): void {
  const s = f32x4.splat(scale);
  for (let r = 0; r < count; r++) {
    const id = load<i32>(at(ids, r));
    if (id < 0 || id >= rows || id == paddingId) continue;
    const from = dy + ((<usize>r * <usize>width) << 2);
    const to = dTable + ((<usize>id * <usize>width) << 2);
    let i = colBegin;
    for (; i + 4 <= colEnd; i += 4) {
      v128.store(at(to, i), madd(v128.load(at(from, i)), s, v128.load(at(to, i))));
    }
    for (; i < colEnd; i++) store<f32>(at(to, i), load<f32>(at(to, i)) + load<f32>(at(from, i)) * scale);
  }
}
