import { integers, values } from './random.js';

/** What the loss kernels compute, in double precision by the formulas. */
export interface LossCase {
  /** [m*N, V] */
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly vocabulary: number;
  readonly passes: number;
  /** ce = nll * weights.nll + weights.every * sum_v(-log p_v) */
  readonly weights: { readonly nll: number; readonly every: number };
  /** Gradient of the terms: ce of each pass, nll of each pass, kl. */
  readonly dTerms: Float32Array;
}

const sumOver = (length: number, term: (index: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += term(i);
  return sum;
};

function logSoftmax(row: Float32Array): Float64Array {
  const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const logSum = top + Math.log(sumOver(row.length, (v) => Math.exp((row[v] ?? NaN) - top)));
  return Float64Array.from(row, (x) => x - logSum);
}

/** Terms [2m + 1] and the gradient of the logits. */
export function exactLoss(given: LossCase): { terms: number[]; gradient: Float64Array } {
  const { logits, labels, vocabulary: V, passes: m, weights, dTerms } = given;
  const N = labels.length;
  const pairs = m * (m - 1);
  const terms = Array.from({ length: 2 * m + 1 }, () => 0);
  const add = (index: number, value: number) => (terms[index] = (terms[index] ?? 0) + value);
  const gradient = new Float64Array(logits.length);
  for (let n = 0; n < N; n++) {
    const label = labels[n] ?? -1;
    const at = (pass: number) => (pass * N + n) * V;
    const logs = Array.from({ length: m }, (_, i) => logSoftmax(logits.subarray(at(i), at(i) + V)));
    logs.forEach((logP, i) => {
      const nll = -(logP[label] ?? NaN);
      add(i, weights.nll * nll + weights.every * sumOver(V, (v) => -(logP[v] ?? NaN)));
      add(m + i, nll);
      const dCe = dTerms[i] ?? NaN;
      const dNll = dTerms[m + i] ?? NaN;
      const total = dCe * (weights.nll + weights.every * V) + dNll;
      const row = gradient.subarray(at(i), at(i) + V);
      logP.forEach((log, v) => (row[v] = total * Math.exp(log) - dCe * weights.every));
      row[label] = (row[label] ?? NaN) - dCe * weights.nll - dNll;
      logs.forEach((logQ, j) => {
        if (j === i) return;
        const p = (v: number) => Math.exp(logP[v] ?? NaN);
        const ratio = (v: number) => (logP[v] ?? NaN) - (logQ[v] ?? NaN);
        const kl = sumOver(V, (v) => p(v) * ratio(v));
        add(2 * m, kl / pairs);
        const scale = (dTerms[2 * m] ?? NaN) / pairs;
        for (let v = 0; v < V; v++) {
          row[v] = (row[v] ?? NaN) + scale * (p(v) * (ratio(v) - kl + 1) - Math.exp(logQ[v] ?? NaN));
        }
      });
    });
  }
  return { terms, gradient };
}

/** How logits are drawn. */
export interface LogitShape {
  readonly spread: number;
  /** Between the passes, of every logit. */
  readonly difference: number;
  /** Between the passes, of all logits. */
  readonly offset?: number;
  /** Added to the v-th logit, v times. */
  readonly slope?: number;
}

/** A case of six positions with logits of some shape, smoothed by 0.1. */
export function lossCase(vocabulary: number, passes: number, shape: LogitShape): LossCase {
  const N = 6;
  const { spread, difference, offset = 0, slope = 0 } = shape;
  const base = values(N * vocabulary);
  const moves = values(passes * N * vocabulary, 2);
  const logits = moves.map((move, i) => {
    const pass = Math.floor(i / base.length);
    const center = spread * (base[i % base.length] ?? 0) + slope * (i % vocabulary);
    return pass === 0 ? center : center + pass * offset + difference * move;
  });
  const labels = integers(N, vocabulary, 3);
  const dTerms = Float32Array.from({ length: 2 * passes + 1 }, (_, i) => 0.5 + 0.25 * i);
  return { logits, labels, vocabulary, passes, weights: { nll: 0.9, every: 0.1 / vocabulary }, dTerms };
}
