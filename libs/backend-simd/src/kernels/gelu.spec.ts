import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalDensity, normalDistribution } from '../testing/normal-distribution.js';
import { Bench, closeRuntimes, testRuntime } from '../testing/runtimes.js';

const STEP = 1 / 1024;
const X = Float32Array.from({ length: 2 * 9 * 1024 + 5 }, (_, i) => (i - 9 * 1024) * STEP);

describe.each(['strict', 'relaxed'] as const)('GELU, %s build', (variant) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = new Bench(await testRuntime({ variant, threads: 1 }));
  });
  afterAll(closeRuntimes);

  function value(x: ArrayLike<number>): Float32Array {
    bench.reset();
    const y = bench.floats(x.length);
    bench.runtime.kernels.gelu(bench.floats(x), y, 0, x.length, 0);
    return bench.view(y, x.length).slice();
  }

  /** Slopes, and values made again. */
  function gradient(x: ArrayLike<number>): { slope: Float32Array; again: Float32Array } {
    bench.reset();
    const slope = bench.floats(Float32Array.from(x, () => 1));
    const again = bench.floats(x.length);
    bench.runtime.kernels.geluGrad(slope, bench.floats(x), slope, again, 0, x.length, 0);
    return { slope: bench.view(slope, x.length).slice(), again: bench.view(again, x.length).slice() };
  }

  /** Most that `values` are off for begin <= x <= end, absolutely or relative to the exact value. */
  function worst(
    values: Float32Array,
    exact: (x: number) => number,
    [begin, end]: readonly [number, number],
    kind: 'absolute' | 'relative' = 'absolute',
  ): number {
    return X.reduce((most, x, i) => {
      if (x < begin || x > end) return most;
      const error = Math.abs((values[i] ?? NaN) - exact(x));
      return Math.max(most, kind === 'absolute' ? error : error / Math.abs(exact(x)));
    }, 0);
  }

  const exactGelu = (x: number) => x * normalDistribution(x);
  const exactSlope = (x: number) => normalDistribution(x) + x * normalDensity(x);

  it('value: 2e-7, relative in the tail', () => {
    const y = value(X);
    expect(worst(y, exactGelu, [-9, 4])).toBeLessThan(2e-7);
    expect(worst(y, exactGelu, [STEP, 9], 'relative')).toBeLessThan(1e-6);
    expect(worst(y, exactGelu, [-2, -STEP], 'relative')).toBeLessThan(2e-6);
    expect(worst(y, exactGelu, [-4, -2], 'relative')).toBeLessThan(3e-4);
    expect(worst(y, exactGelu, [-5, -4], 'relative')).toBeLessThan(3e-3);
    expect(y.every((v, i) => (X[i] ?? 0) >= 0 || v < 0)).toBe(true);
  });

  it('gradient, and the value made again', () => {
    const { slope, again } = gradient(X);
    expect(worst(slope, exactSlope, [-9, 9])).toBeLessThan(3e-7);
    expect(worst(slope, exactSlope, [-4, -1], 'relative')).toBeLessThan(1e-5);
    expect(worst(again, exactGelu, [-9, 4])).toBeLessThan(2.5e-7);
    expect(worst(again, exactGelu, [-4, -STEP], 'relative')).toBeLessThan(3e-4);
  });

  it.each([1, 3, 4, 7, 8, 9, 4097])('%i elements are those of a longer array', (length) => {
    const x = X.subarray(9 * 1024 - 2, 9 * 1024 - 2 + length);
    const from = (all: Float32Array) => all.subarray(9 * 1024 - 2, 9 * 1024 - 2 + length);
    expect(value(x)).toEqual(from(value(X)));
    expect(gradient(x).slope).toEqual(from(gradient(X).slope));
    expect(gradient(x).again).toEqual(from(gradient(X).again));
  });

  it('NaN stays NaN; infinities and large numbers give the limits', () => {
    const x = [NaN, Infinity, -Infinity, 1e30, -1e30, 0];
    expect([...value(x)]).toEqual([NaN, Infinity, 0, Math.fround(1e30), 0, 0]);
    const { slope, again } = gradient([NaN, 1e4, -1e4, 0]);
    expect(slope[0]).toBeNaN();
    [1, 0, 0.5].forEach((limit, i) => expect(slope[i + 1]).toBeCloseTo(limit, 6));
    expect(again[0]).toBeNaN();
  });
});
