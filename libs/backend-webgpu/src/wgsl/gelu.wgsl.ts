/**
 * Of four values x: `normal_cdf(x)`, Phi(x), and `normal_density(x)`. The error function is formula 7.1.26 of Abramowitz
 * and Stegun (absolute error 1.5e-7), which the stock backend computes `Erf` with.
 */
export const NORMAL = `
fn normal_density(x: vec4<f32>) -> vec4<f32> {
  return 0.3989422804014327 * exp(-0.5 * x * x);
}
fn normal_cdf(x: vec4<f32>) -> vec4<f32> {
  let z = abs(x) * 0.7071067811865476;
  let t = 1.0 / (1.0 + 0.3275911 * z);
  let series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  let tail = 0.5 * series * exp(-z * z);
  return select(tail, 1.0 - tail, x >= vec4<f32>(0.0));
}`;
