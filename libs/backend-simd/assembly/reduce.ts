import { expNonPositive } from './math';
import { addInto, addWide, at, max4, sum2, sum4 } from './vector';

/** y[r] = scale * sum of row r. */
export function rowSums(x: usize, y: usize, width: i32, rowBegin: i32, rowEnd: i32, scale: f32): void {
  for (let r = rowBegin; r < rowEnd; r++) {
    const row = at(x, r * width);
    let total = f64x2.splat(0);
    let i = 0;
    while (i + 4 <= width) {
      const stop = min(width - 3, i + 64);
      let sum = f32x4.splat(0);
      for (; i < stop; i += 4) sum = f32x4.add(sum, v128.load(at(row, i)));
      total = addWide(total, sum);
    }
    let result = sum2(total);
    for (; i < width; i++) result += load<f32>(at(row, i));
    store<f32>(at(y, r), <f32>(result * <f64>scale));
  }
}

/** y[c] = sum of x[r, c] over rows rowBegin <= r < rowEnd, for columns colBegin <= c < colEnd. */
export function columnSums(
  x: usize, y: usize, width: i32, rowBegin: i32, rowEnd: i32, colBegin: i32, colEnd: i32,
): void {
  const cols = colEnd - colBegin;
  const step = (<usize>width) << 2;
  const to = at(y, colBegin);
  let row = at(x, colBegin) + <usize>rowBegin * step;
  memory.fill(to, 0, (<usize>cols) << 2);
  let r = rowBegin;
  for (; r + 8 <= rowEnd; r += 8) {
    addEightRows(to, row, step, cols);
    row += 8 * step;
  }
  for (; r < rowEnd; r++) {
    addInto(to, row, cols);
    row += step;
  }
}

@inline
function pair(x: usize, step: usize): v128 {
  return f32x4.add(v128.load(x), v128.load(x + step));
}

function addEightRows(y: usize, x: usize, step: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const from = at(x, i);
    const a = f32x4.add(pair(from, step), pair(from + 2 * step, step));
    const b = f32x4.add(pair(from + 4 * step, step), pair(from + 6 * step, step));
    v128.store(at(y, i), f32x4.add(v128.load(at(y, i)), f32x4.add(a, b)));
  }
  for (; i < n; i++) {
    let sum = load<f32>(at(y, i));
    for (let from = at(x, i), end = from + 8 * step; from < end; from += step) sum += load<f32>(from);
    store<f32>(at(y, i), sum);
  }
}

function maxOfRow(row: usize, width: i32): f32 {
  let m = f32x4.splat(-Infinity);
  let i = 0;
  for (; i + 4 <= width; i += 4) m = f32x4.max(m, v128.load(at(row, i)));
  let most = max4(m);
  for (; i < width; i++) most = max(most, load<f32>(at(row, i)));
  return most;
}

export function rowMaxima(x: usize, y: usize, width: i32, rowBegin: i32, rowEnd: i32): void {
  for (let r = rowBegin; r < rowEnd; r++) store<f32>(at(y, r), maxOfRow(at(x, r * width), width));
}

export function softmaxRows(x: usize, y: usize, width: i32, rowBegin: i32, rowEnd: i32): void {
  for (let r = rowBegin; r < rowEnd; r++) {
    const from = at(x, r * width);
    const to = at(y, r * width);
    const most = maxOfRow(from, width);
    const shift = f32x4.splat(most);
    let sum = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const d = f32x4.sub(v128.load(at(from, i)), shift);
      const e = expNonPositive(d);
      v128.store(at(to, i), e);
      sum = f32x4.add(sum, e);
    }
    let total = sum4(sum);
    for (; i < width; i++) {
      const d = load<f32>(at(from, i)) - most;
      const e = f32x4.extract_lane(expNonPositive(f32x4.splat(d)), 0);
      store<f32>(at(to, i), e);
      total += e;
    }
    scaleRow(to, width, <f32>1 / total);
  }
}

function scaleRow(y: usize, width: i32, by: f32): void {
  const v = f32x4.splat(by);
  let i = 0;
  for (; i + 4 <= width; i += 4) v128.store(at(y, i), f32x4.mul(v128.load(at(y, i)), v));
  for (; i < width; i++) store<f32>(at(y, i), load<f32>(at(y, i)) * by);
}
