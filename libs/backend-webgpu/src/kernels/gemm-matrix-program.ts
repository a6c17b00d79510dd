import { programFamily } from '../dispatch/program.js';
import type { MatrixUnit } from '../device/matrix-unit.js';
import { alongTiles, blockFunctions, type OperandOptions, operandTypes, range } from './gemm-blocks.js';
import { resultFunction, type ResultOptions } from './gemm-result.js';
import type { MatrixTile } from './gemm-tiles.js';
import { type MatrixOperations, matrixOperations } from './matrix-operations.js';

/** What changes the source of a product's program on matrix units. */
export type MatrixGemmOptions = OperandOptions &
  ResultOptions &
  Omit<MatrixTile, 'kind' | 'rate' | 'alone'> &
  Required<MatrixUnit> &
  Readonly<Record<string, string | number | boolean>>;

/** Small matrices that a subgroup computes, down and across. */
function shareOf({ rows, columns, subgroupsDown, subgroupsAcross, unitM, unitN }: MatrixGemmOptions) {
  return { down: rows / subgroupsDown / unitM, across: columns / subgroupsAcross / unitN };
}

function multiply(options: MatrixGemmOptions, { loadA, loadB, multiply }: MatrixOperations): string {
  const { rows, columns, k, unitM, unitN, unitK } = options;
  const { down, across } = shareOf(options);
  const ofA = (i: number) => loadA(`from_a + step * ${rows / 4}u + ${(i * unitM) / 4}u`);
  const ofB = (j: number) => loadB(`from_b + step * ${columns / 4}u + ${(j * unitN) / 4}u`);
  return `
    let from_a = buffer * ${(rows / 4) * k}u + first_down / 4u;
    let from_b = buffer * ${(columns / 4) * k}u + first_across / 4u;
    for (var step = 0u; step < ${k}u; step += ${unitK}u) {
      ${range(down)
        .map((i) => `let a${i} = ${ofA(i)};`)
        .join('\n      ')}
      ${range(across)
        .flatMap((j) => [
          `let b${j} = ${ofB(j)};`,
          ...range(down).map((i) => `sum${i}_${j} = ${multiply(`a${i}`, `b${j}`, `sum${i}_${j}`)};`),
        ])
        .join('\n      ')}
    }`;
}

/** Every small matrix by way of workgroup memory, where its elements can be told apart. */
function write(options: MatrixGemmOptions, { store }: MatrixOperations): string {
  const { unitM, unitN } = options;
  const { down, across } = shareOf(options);
  return range(down)
    .flatMap((i) =>
      range(across).map(
        (j) => `
  ${store(`subgroup_id * ${(unitM * unitN) / 4}u`, `sum${i}_${j}`)};
  workgroupBarrier();
  for (var at = subgroup_lane; at < ${(unitM * unitN) / 4}u; at += subgroup_size) {
    let row = first_row + first_down + ${i * unitM}u + at / ${unitN / 4}u;
    let column = first_column + first_across + ${j * unitN}u + 4u * (at % ${unitN / 4}u);
    put(group.z, row, column, results[subgroup_id * ${(unitM * unitN) / 4}u + at]);
  }
  workgroupBarrier();`,
      ),
    )
    .join('');
}

/** Bytes of workgroup memory by which results pass, besides the tiles. */
export function resultBytes({ subgroupsDown, subgroupsAcross }: MatrixTile, { unitM, unitN }: MatrixUnit) {
  return subgroupsDown * subgroupsAcross * unitM * unitN * 4;
}

/**
 * C = A B (+ bias) on matrix units: products of float16, sums of float32. A workgroup computes a tile of C; its subgroups,
 * `subgroupsDown` x `subgroupsAcross`, share it. Parts along z as in `gemmProgram`.
 */
export const matrixGemmProgram = programFamily('gemm on matrix units', (options: MatrixGemmOptions) => {
  const { rows, columns, subgroupsDown, subgroupsAcross, unitM, unitN, subgroup, bias, alignedC } = options;
  const subgroups = subgroupsDown * subgroupsAcross;
  const threads = subgroups * subgroup;
  const { count, declarations } = blockFunctions(options, options);
  const { down, across } = shareOf(options);
  const operations = matrixOperations(options);
  const type = alignedC ? 'vec4<f32>' : 'f32';
  return {
    inputs: { ...operandTypes(options), ...(bias ? { bias: type } : {}) },
    outputs: { c: type },
    uniforms: { m: 'u32', n: 'u32', k: 'u32', k_part: 'u32' },
    workgroup: [threads, 1, 1],
    features: operations.features,
    declarations: `${declarations}
var<workgroup> results: array<vec4<f32>, ${(subgroups * unitM * unitN) / 4}>;
${operations.declarations}
${resultFunction(options)}`,
    main: `
  ${operations.before}
  let first_row = group.y * ${rows}u;
  let first_column = group.x * ${columns}u;
  // Where the subgroup's share of the tile begins.
  let first_down = subgroup_id / ${subgroupsAcross}u * ${rows / subgroupsDown}u;
  let first_across = subgroup_id % ${subgroupsAcross}u * ${columns / subgroupsAcross}u;
  ${range(down)
    .flatMap((i) => range(across).map((j) => `var sum${i}_${j} = ${operations.zeros};`))
    .join('\n  ')}
  ${alongTiles(options, { threads, count, multiply: multiply(options, operations) })}
  ${write(options, operations)}`,
  };
});
