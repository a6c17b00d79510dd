import { exactLoss, type LossCase, lossCase } from '@rdrop/ops/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sameBits } from '../testing/random.js';
import { Bench, closeRuntimes, testRuntime } from '../testing/runtimes.js';
import { perSlice, perThread, rowSlices } from '../threads/slice-arguments.js';

const VARIANTS = ['strict', 'relaxed'] as const;
const benches = new Map<string, Bench>();
beforeAll(async () => {
  for (const variant of VARIANTS) {
    for (const threads of [1, 3]) {
      benches.set(`${variant} ${threads}`, new Bench(await testRuntime({ variant, threads })));
    }
  }
});
afterAll(closeRuntimes);

function benchOf(variant: (typeof VARIANTS)[number], threads = 1): Bench {
  const bench = benches.get(`${variant} ${threads}`);
  if (bench === undefined) throw new Error('expected a bench');
  bench.reset();
  return bench;
}

/** Terms, and gradients made after them and with them. */
function run(bench: Bench, given: LossCase) {
  const { logits, labels, vocabulary, passes, weights, dTerms } = given;
  const { launcher, runtime } = bench;
  const positions = labels.length;
  const terms = 2 * passes + 1;
  const parts = rowSlices(positions, passes * vocabulary, 2);
  const workBytes = Math.ceil(runtime.kernels.lossWorkBytes(passes, vocabulary) / 64) * 64;
  const work = perThread(bench.floats((workBytes * launcher.threads) / 4), workBytes);
  const partial = bench.floats(2 * terms * parts.count);
  const sums = perSlice(partial, 8 * terms);
  const statistics = bench.floats(passes * passes * positions);
  const at = {
    logits: bench.floats(logits),
    dTerms: bench.floats(dTerms),
    gradient: bench.floats(logits.length),
  };
  const labelsAt = bench.floats(labels.length);
  runtime.memory.ints(labelsAt, labels.length).set(labels);
  const sizes = [vocabulary, positions, passes, parts.begin, parts.end, weights.nll, weights.every];
  const total = () => {
    const sum = Array.from({ length: terms }, () => 0);
    runtime.memory.doubles(partial, terms * parts.count).forEach((value, i) => {
      sum[i % terms] = (sum[i % terms] ?? 0) + value;
    });
    return sum;
  };
  launcher.launch('lossTerms', [at.logits, labelsAt, 0, statistics, sums, work, ...sizes], parts.count);
  const after = total();
  launcher.launch(
    'lossTermsGrad',
    [at.dTerms, at.logits, labelsAt, 0, statistics, at.gradient, work, ...sizes],
    parts.count,
  );
  launcher.launch('lossTermsInPlace', [at.dTerms, at.logits, labelsAt, 0, sums, work, ...sizes], parts.count);
  return {
    terms: after,
    gradient: bench.view(at.gradient, logits.length).slice(),
    together: { terms: total(), gradient: bench.view(at.logits, logits.length).slice() },
  };
}

const largest = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/** Relative errors of terms, divergence and gradient. */
function errors(found: { terms: number[]; gradient: Float32Array }, exact: ReturnType<typeof exactLoss>) {
  const relative = found.terms.map((term, i) => Math.abs(term / (exact.terms[i] ?? NaN) - 1));
  const differences = Array.from(found.gradient, (value, i) => value - (exact.gradient[i] ?? NaN));
  return {
    ce: largest(relative.slice(0, -1)),
    kl: relative.at(-1) ?? NaN,
    gradient: largest(differences) / largest(exact.gradient),
  };
}

describe.each(VARIANTS)('loss kernels against double precision, %s', (variant) => {
  it.each([
    ['as at the start of training', { spread: 0.1, difference: 0.05 }, 1e-6, 1e-6],
    ['sharp', { spread: 12, difference: 2 }, 1e-6, 3e-6],
    ['with a constant between the passes', { spread: 5, difference: 0.5, offset: 20 }, 1e-6, 5e-6],
    ['with passes that nearly agree', { spread: 5, difference: 1e-3 }, 3e-5, 3e-6],
    ['whose largest logits come late', { spread: 1, difference: 0.3, slope: 0.05 }, 1e-6, 1e-5],
    ['far beyond what exp can do', { spread: 300, difference: 100 }, 1e-6, 5e-5],
  ] as const)('logits %s', (_, shape, klTolerance, tolerance) => {
    for (const vocabulary of [3, 100, 1601]) {
      const given = lossCase(vocabulary, 2, shape);
      const exact = exactLoss(given);
      const { together, ...apart } = run(benchOf(variant), given);
      for (const found of [apart, together]) {
        const error = errors(found, exact);
        expect(error.ce, `${vocabulary}: ce`).toBeLessThan(1e-6);
        expect(error.kl, `${vocabulary}: kl`).toBeLessThan(klTolerance);
        expect(error.gradient, `${vocabulary}: gradient`).toBeLessThan(tolerance);
      }
    }
  });

  it.each([1, 3, 4])('%i passes', (passes) => {
    const given = lossCase(700, passes, { spread: 3, difference: 1, offset: 0.2 });
    const exact = exactLoss(given);
    const { together, ...apart } = run(benchOf(variant), given);
    for (const found of [apart, together]) {
      const error = errors(found, exact);
      expect(Math.max(error.ce, passes === 1 ? 0 : error.kl, error.gradient)).toBeLessThan(3e-6);
    }
  });

  it('has the same bits on three threads as on one', () => {
    const given = lossCase(3000, 2, { spread: 3, difference: 1 });
    const [one, three] = [run(benchOf(variant), given), run(benchOf(variant, 3), given)];
    expect(three.terms).toEqual(one.terms);
    expect(three.together.terms).toEqual(one.together.terms);
    expect(sameBits(three.gradient, one.gradient)).toBe(true);
    expect(sameBits(three.together.gradient, one.together.gradient)).toBe(true);
  });

  it('has no divergence between equal passes', () => {
    const given = lossCase(1601, 2, { spread: 5, difference: 0 });
    expect(run(benchOf(variant), given).terms.at(-1)).toBe(0);
  });

  it('leaves room for classes that are ruled out', () => {
    const given = lossCase(1600, 1, { spread: 3, difference: 1 });
    for (let n = 0; n < 6; n++) given.logits.fill(-Infinity, n * 1600, n * 1600 + 1200);
    given.labels.fill(1500);
    const plain = { ...given, weights: { nll: 1, every: 0 } };
    const kept = { ...plain, logits: Float32Array.from(given.logits, (x) => Math.max(x, -1e4)) };
    const exact = exactLoss(kept);
    const { together, ...apart } = run(benchOf(variant), plain);
    for (const found of [apart, together]) {
      expect(errors({ ...found, terms: [...found.terms.slice(0, 2), 1] }, exact).ce).toBeLessThan(1e-6);
      expect(errors(found, exact).gradient).toBeLessThan(3e-6);
    }
  });

  it.each([0, 1300])('passes on a NaN at class %i', (where) => {
    for (const passes of [1, 2, 3]) {
      const given = lossCase(1601, passes, { spread: 3, difference: 1 });
      given.logits[where] = NaN;
      const { terms, gradient, together } = run(benchOf(variant), given);
      expect(terms[0]).toBeNaN();
      expect(together.terms[0]).toBeNaN();
      expect(gradient.subarray(0, 1601).some((x) => Number.isNaN(x))).toBe(true);
      expect(together.gradient.subarray(0, 1601).some((x) => Number.isNaN(x))).toBe(true);
    }
  });
});
