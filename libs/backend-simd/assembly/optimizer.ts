// Updates of all parameters, and the norm of all gradients, in one run each. Every kernel walks a table of tensors
// (src/kernels/parameter-table.ts) and does elements begin <= i < end of their concatenation.
//
// The last vector of a tensor may reach beyond its values, never beyond its block, whose length is a multiple of 64
// bytes: what lies there belongs to nobody.
import { addWide, at, madd, sum2 } from './vector';

// An entry: byte addresses of the parameter, its gradient and two state tensors, then these.
const GRADIENT: usize = 4;
const STATE: usize = 8;
const SECOND_STATE: usize = 12;
const START: usize = 16; // number of the first element in the concatenation
const SIZE: usize = 20;
const DECAYS: usize = 24; // 1: weight decay applies
const ENTRY_BYTES: usize = 32;

/** The last entry that starts at element `begin` or before. */
function entryAt(table: usize, entries: i32, begin: i32): usize {
  let low = 0;
  let high = entries;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (load<i32>(table + <usize>middle * ENTRY_BYTES, START) <= begin) low = middle;
    else high = middle;
  }
  return table + <usize>low * ENTRY_BYTES;
}

/** Whether an entry has elements before `end`. */
@inline
function isBefore(entry: usize, last: usize, end: i32): bool {
  return entry < last && load<i32>(entry, START) < end;
}

/** Number of the entry's element where the range begins. */
@inline
function from(entry: usize, begin: i32): i32 {
  return max(begin - load<i32>(entry, START), 0);
}

/** Number of the entry's element where the range ends. */
@inline
function until(entry: usize, end: i32): i32 {
  return min(end - load<i32>(entry, START), load<i32>(entry, SIZE));
}

/** Adam: state m and v; keep = 1 - decoupled decay. */
export function adam(
  table: usize,
  entries: i32,
  begin: i32,
  end: i32,
  gradientScale: f32,
  stepSize: f32,
  beta1: f32,
  beta2: f32,
  oneMinusBeta1: f32,
  oneMinusBeta2: f32,
  epsilon: f32,
  keep: f32,
  coupledDecay: f32,
): void {
  const last = table + <usize>entries * ENTRY_BYTES;
  for (let entry = entryAt(table, entries, begin); isBefore(entry, last, end); entry += ENTRY_BYTES) {
    const p = load<usize>(entry);
    const gradient = load<usize>(entry, GRADIENT);
    const m = load<usize>(entry, STATE);
    const v = load<usize>(entry, SECOND_STATE);
    const decays = load<i32>(entry, DECAYS) != 0;
    const kept: f32 = decays ? keep : 1;
    const coupled: f32 = decays ? coupledDecay : 0;
    const to = until(entry, end);
    for (let i = from(entry, begin); i < to; i += 4) {
      const old = v128.load(at(p, i));
      const w = f32x4.mul(old, f32x4.splat(kept));
      const scaled = f32x4.mul(v128.load(at(gradient, i)), f32x4.splat(gradientScale));
      const g = madd(old, f32x4.splat(coupled), scaled);
      const first = madd(g, f32x4.splat(oneMinusBeta1), f32x4.mul(v128.load(at(m, i)), f32x4.splat(beta1)));
      const second = madd(
        f32x4.mul(g, g),
        f32x4.splat(oneMinusBeta2),
        f32x4.mul(v128.load(at(v, i)), f32x4.splat(beta2)),
      );
      const step = f32x4.div(
        f32x4.mul(first, f32x4.splat(stepSize)),
        f32x4.add(f32x4.sqrt(second), f32x4.splat(epsilon)),
      );
      v128.store(at(m, i), first);
      v128.store(at(v, i), second);
      v128.store(at(p, i), f32x4.sub(w, step));
    }
  }
}

/** SGD with momentum: state b = momentum b + g; p -= learningRate b. */
export function sgd(
  table: usize,
  entries: i32,
  begin: i32,
  end: i32,
  gradientScale: f32,
  learningRate: f32,
  momentum: f32,
  coupledDecay: f32,
): void {
  const last = table + <usize>entries * ENTRY_BYTES;
  for (let entry = entryAt(table, entries, begin); isBefore(entry, last, end); entry += ENTRY_BYTES) {
    const p = load<usize>(entry);
    const gradient = load<usize>(entry, GRADIENT);
    const buffer = load<usize>(entry, STATE);
    const coupled: f32 = load<i32>(entry, DECAYS) != 0 ? coupledDecay : 0;
    const to = until(entry, end);
    for (let i = from(entry, begin); i < to; i += 4) {
      const old = v128.load(at(p, i));
      const scaled = f32x4.mul(v128.load(at(gradient, i)), f32x4.splat(gradientScale));
      const g = madd(old, f32x4.splat(coupled), scaled);
      const next = madd(v128.load(at(buffer, i)), f32x4.splat(momentum), g);
      v128.store(at(buffer, i), next);
      v128.store(at(p, i), f32x4.sub(old, f32x4.mul(next, f32x4.splat(learningRate))));
    }
  }
}

/** Nesterov's method: state b; p = keep p + momentum carried b - (1 + momentum) rate g; b = carried b - rate g. */
export function nag(
  table: usize,
  entries: i32,
  begin: i32,
  end: i32,
  rate: f32,
  momentum: f32,
  carried: f32,
  keep: f32,
): void {
  const last = table + <usize>entries * ENTRY_BYTES;
  for (let entry = entryAt(table, entries, begin); isBefore(entry, last, end); entry += ENTRY_BYTES) {
    const p = load<usize>(entry);
    const gradient = load<usize>(entry, GRADIENT);
    const buffer = load<usize>(entry, STATE);
    const kept: f32 = load<i32>(entry, DECAYS) != 0 ? keep : 1;
    const to = until(entry, end);
    for (let i = from(entry, begin); i < to; i += 4) {
      const step = f32x4.mul(v128.load(at(gradient, i)), f32x4.splat(rate));
      const held = f32x4.mul(v128.load(at(buffer, i)), f32x4.splat(carried));
      const ahead = f32x4.sub(
        f32x4.mul(held, f32x4.splat(momentum)),
        f32x4.mul(step, f32x4.splat(<f32>1 + momentum)),
      );
      v128.store(at(p, i), madd(v128.load(at(p, i)), f32x4.splat(kept), ahead));
      v128.store(at(buffer, i), f32x4.sub(held, step));
    }
  }
}

/** Writes to `sum` (a double) the sum of squares of the gradients, added up in double precision. */
export function squaredSum(table: usize, entries: i32, begin: i32, end: i32, sum: usize): void {
  const last = table + <usize>entries * ENTRY_BYTES;
  let total: f64 = 0;
  for (let entry = entryAt(table, entries, begin); isBefore(entry, last, end); entry += ENTRY_BYTES) {
    total += squares(load<usize>(entry, GRADIENT), from(entry, begin), until(entry, end));
  }
  store<f64>(sum, total);
}

function squares(x: usize, begin: i32, end: i32): f64 {
  let total = f64x2.splat(0);
  let i = begin;
  while (i + 4 <= end) {
    const stop = min(end - 3, i + 64);
    let sum = f32x4.splat(0);
    for (; i < stop; i += 4) {
      const a = v128.load(at(x, i));
      sum = madd(a, a, sum);
    }
    total = addWide(total, sum);
  }
  let result = sum2(total);
  for (; i < end; i++) result += <f64>load<f32>(at(x, i)) * <f64>load<f32>(at(x, i));
  return result;
}
