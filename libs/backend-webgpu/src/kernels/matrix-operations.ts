import type { MatrixUnit } from '../device/matrix-unit.js';
import type { Feature } from '../dispatch/program.js';

/** The tiles in workgroup memory that small matrices are taken from, and the unit. */
export interface MatrixOperands extends MatrixUnit {
  /** Rows of A and columns of B in a tile. */
  readonly rows: number;
  readonly columns: number;
}

/**
 * WGSL for small matrices. Offsets count vectors of four, of which the tiles `tile_a` (a row of vectors along the rows of A
 * for each k), `tile_b` (along the columns of B) and `results` consist.
 */
export interface MatrixOperations {
  readonly features: readonly Feature[];
  readonly declarations: string;
  /** Defines `subgroup_id` and `subgroup_lane` where no builtin does. */
  readonly before: string;
  /** A sum, zeros. */
  readonly zeros: string;
  readonly loadA: (offset: string) => string;
  readonly loadB: (offset: string) => string;
  /** sum + a b */
  readonly multiply: (a: string, b: string, sum: string) => string;
  /** Puts a sum into `results`, row after row. */
  readonly store: (offset: string, sum: string) => string;
}

/** By subgroup matrices, experimental in Dawn. */
function ofSubgroups({ rows, columns, unitM, unitN, unitK }: MatrixOperands): MatrixOperations {
  return {
    features: ['f16', 'subgroups', 'chromium_experimental_subgroup_matrix'],
    ...{ declarations: '', before: '' },
    zeros: `subgroup_matrix_result<f32, ${unitN}, ${unitM}>()`,
    loadA: (offset) =>
      `subgroupMatrixLoad<subgroup_matrix_left<f16, ${unitK}, ${unitM}>, col_major>(&tile_a, ${offset}, ${rows / 4}u)`,
    loadB: (offset) =>
      `subgroupMatrixLoad<subgroup_matrix_right<f16, ${unitN}, ${unitK}>, row_major>(&tile_b, ${offset}, ${columns / 4}u)`,
    multiply: (a, b, sum) => `subgroupMatrixMultiplyAccumulate(${a}, ${b}, ${sum})`,
    store: (offset, sum) => `subgroupMatrixStore<row_major>(&results, ${offset}, ${sum}, ${unitN / 4}u)`,
  };
}

/** The same in plain WGSL, of threads that follow each other: any device computes it, slowly. */
function emulated({ rows, columns, unitM, unitN, unitK, subgroup }: MatrixOperands): MatrixOperations {
  const vectors = (unitM * unitN) / 4 / subgroup; // of a sum, for each thread
  if (!Number.isInteger(vectors))
    throw new Error('gemm: expected whole vectors of a small matrix for each thread');
  return {
    features: [],
    before: `let subgroup_id = lane / ${subgroup}u; let subgroup_lane = lane % ${subgroup}u; let subgroup_size = ${subgroup}u;`,
    zeros: 'Sum()',
    // What is loaded is where it lies.
    loadA: (offset) => offset,
    loadB: (offset) => offset,
    multiply: (a, b, sum) => `multiply_small(${a}, ${b}, ${sum}, subgroup_lane)`,
    store: (offset, sum) => `store_small(${offset}, ${sum}, subgroup_lane)`,
    declarations: `
alias Sum = array<vec4<f32>, ${vectors}>;
fn multiply_small(a: u32, b: u32, sum: Sum, lane: u32) -> Sum {
  var result = sum;
  for (var i = 0u; i < ${vectors}u; i++) {
    let at = i * ${subgroup}u + lane;
    let row = at / ${unitN / 4}u;
    let column = at % ${unitN / 4}u;
    for (var k = 0u; k < ${unitK}u; k++) {
      let of_a = tile_a[a + k * ${rows / 4}u + row / 4u];
      result[i] += f32(of_a[row % 4u]) * vec4<f32>(tile_b[b + k * ${columns / 4}u + column]);
    }
  }
  return result;
}
fn store_small(offset: u32, sum: Sum, lane: u32) {
  for (var i = 0u; i < ${vectors}u; i++) { results[offset + i * ${subgroup}u + lane] = sum[i]; }
}`,
  };
}

export function matrixOperations(operands: MatrixOperands): MatrixOperations {
  return operands.emulated === true ? emulated(operands) : ofSubgroups(operands);
}
