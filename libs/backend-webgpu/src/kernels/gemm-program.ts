import { programFamily } from '../dispatch/program.js';
import { alongTiles, blockFunctions, type OperandOptions, operandTypes, range } from './gemm-blocks.js';
import { resultFunction, type ResultOptions, resultType } from './gemm-result.js';
import type { RegisterTile } from './gemm-tiles.js';

/** What changes the source of a product's program. */
export type GemmOptions = OperandOptions &
  ResultOptions &
  Omit<RegisterTile, 'kind' | 'rate' | 'alone'> &
  Readonly<Record<string, string | number | boolean>>;

/** A row of vectors of A times one of B, for each k of the tiles. */
function multiply({ rows, columns, k, eachRows, eachColumns }: GemmOptions): string {
  const down = range(eachRows / 4);
  const across = range(eachColumns / 4);
  const between = { down: rows / eachRows, across: columns / eachColumns };
  return `
    let from_a = buffer * ${(rows / 4) * k}u + local.y;
    let from_b = buffer * ${(columns / 4) * k}u + local.x;
    for (var step = 0u; step < ${k}u; step++) {
      ${down.map((i) => `let a${i} = vec4<f32>(tile_a[from_a + step * ${rows / 4}u + ${i * between.down}u]);`).join('\n      ')}
      ${across.map((j) => `let b${j} = vec4<f32>(tile_b[from_b + step * ${columns / 4}u + ${j * between.across}u]);`).join('\n      ')}
      ${range(eachRows)
        .flatMap((row) => across.map((j) => `sum${row}_${j} += a${Math.floor(row / 4)}[${row % 4}] * b${j};`))
        .join('\n      ')}
    }`;
}

function write({ rows, columns, eachRows, eachColumns }: GemmOptions): string {
  const between = { down: rows / eachRows, across: columns / eachColumns };
  const rowOf = (row: number) =>
    `first_row + 4u * (local.y + ${Math.floor(row / 4) * between.down}u) + ${row % 4}u`;
  return range(eachRows)
    .flatMap((row) =>
      range(eachColumns / 4).map(
        (j) =>
          `put(group.z, ${rowOf(row)}, first_column + 4u * (local.x + ${j * between.across}u), sum${row}_${j});`,
      ),
    )
    .join('\n  ');
}

/**
 * C = A B (+ bias), a tile of C by a workgroup and `eachRows` x `eachColumns` elements, in vectors of four, by a thread. Sums
 * are of float32 and in the order of K, so all tiles give the same bits.
 *
 * With several workgroups along z, each takes `k_part` of K, and writes a result of its own.
 */
export const gemmProgram = programFamily('gemm', (options: GemmOptions) => {
  const { rows, columns, eachRows, eachColumns, bias } = options;
  const across = columns / eachColumns;
  const down = rows / eachRows;
  const { count, declarations } = blockFunctions(options, options);
  const usesHalf = options.half || options.halfA || options.halfB;
  return {
    inputs: { ...operandTypes(options), ...(bias ? { bias: resultType(options) } : {}) },
    outputs: { c: resultType(options) },
    uniforms: { m: 'u32', n: 'u32', k: 'u32', k_part: 'u32' },
    workgroup: [across, down, 1],
    features: usesHalf ? ['f16'] : [],
    declarations: `${declarations}\n${resultFunction(options)}`,
    main: `
  let first_row = group.y * ${rows}u;
  let first_column = group.x * ${columns}u;
  ${range(eachRows)
    .flatMap((row) => range(eachColumns / 4).map((j) => `var sum${row}_${j} = vec4<f32>();`))
    .join(' ')}
  ${alongTiles(options, { threads: across * down, count, multiply: multiply(options) })}
  ${write(options)}`,
  };
});
