import type { ElementType } from '../dispatch/program.js';
import { BOOST } from './gemm-blocks.js';

/** What happens to a product on its way to memory. */
export interface ResultOptions {
  readonly bias: boolean;
  readonly relu: boolean;
  /** Adds to what the result holds. */
  readonly accumulate: boolean;
  /** Whether rows of the result are whole vectors of four. */
  readonly alignedC: boolean;
  /** Whether it is divided by `BOOST`. */
  readonly boostA: boolean;
}

/** What the array `c` (and `bias`) consists of. */
export function resultType({ alignedC }: ResultOptions): ElementType {
  return alignedC ? 'vec4<f32>' : 'f32';
}

/** `put(part, row, column, value)`: four neighbours of a row of the result. */
export function resultFunction({ bias, relu, accumulate, alignedC, boostA }: ResultOptions): string {
  const finish = (value: string, at: string, type: string) => {
    const product = boostA ? `${value} * ${1 / BOOST}` : value;
    const whole = bias ? `${product} + bias[${at}]` : product;
    return relu ? `max(${whole}, ${type}())` : whole;
  };
  const assign = accumulate ? '+=' : '=';
  const body = alignedC
    ? `if (column < u.n) { c[at / 4u] ${assign} ${finish('value', 'column / 4u', 'vec4<f32>')}; }`
    : [0, 1, 2, 3]
        .map(
          (i) =>
            `if (column + ${i}u < u.n) { c[at + ${i}u] ${assign} ${finish(`value[${i}]`, `column + ${i}u`, 'f32')}; }`,
        )
        .join('\n  ');
  return `fn put(part: u32, row: u32, column: u32, value: vec4<f32>) {
  if (row >= u.m) { return; }
  let at = (part * u.m + row) * u.n + column;
  ${body}
}`;
}
