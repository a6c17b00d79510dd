/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Phi(x) by the series x + x^3 / 3 + x^5 / (3 * 5) + ..., times the density; its terms all have one sign. */
function bySeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** Phi(-a) for large a by Laplace's continued fraction 1 / (a + 1 / (a + 2 / (a + 3 / ...))), times the density. */
function tail(a: number): number {
  let denominator = a;
  for (let n = 100; n > 0; n--) denominator = a + n / denominator;
  return normalDensity(a) / denominator;
}

/** The distribution function Phi(x) of the standard normal distribution, to about 1e-15 of its value. */
export function normalDistribution(x: number): number {
  if (Math.abs(x) < 2.5) return bySeries(x);
  return x < 0 ? tail(-x) : 1 - tail(x);
}
