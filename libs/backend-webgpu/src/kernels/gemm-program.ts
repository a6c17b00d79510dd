import { programFamily } from '../dispatch/program.js';

/** What changes the source of a product's program. */
export interface GemmOptions extends Readonly<Record<string, string | number | boolean>> {
  /** Rows and columns of the result that a workgroup computes; `16 * each` of each. */
  readonly each: 2 | 4 | 8;
  /** Whether A is stored [K, M], and B [N, K]. */
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Whether rows of the stored A and B are whole vectors of four. */
  readonly alignedA: boolean;
  readonly alignedB: boolean;
  readonly bias: boolean;
  readonly relu: boolean;
  /** Adds to what the result holds. */
  readonly accumulate: boolean;
}

const SIDE = 16; // threads of a workgroup along each side of its tile
const QUADS = 4; // vectors of four along K that are in workgroup memory at a time
/** With a vector to spare, rows of a tile begin in different banks of the memory. */
const STRIDE = QUADS + 1;

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/**
 * `load_a(outer, inner, k_end) -> mat4x4`: for the rows outer .. outer + 3 of A (or columns of B) their values at
 * inner .. inner + 3 along K, a vector for each; 0 outside.
 */
function loader(name: 'a' | 'b', isTurned: boolean, aligned: boolean): string {
  const size = name === 'a' ? 'u.m' : 'u.n';
  // As stored: a row of memory is one of A, or lies along K and has to be turned.
  const [row, column, rows, columns, width] = isTurned
    ? ['inner', 'outer', 'k_end', size, size]
    : ['outer', 'inner', size, 'k_end', 'u.k'];
  const vector = (i: number) => {
    const at = `(${row} + ${i}u) * ${width} + ${column}`;
    const isRow = `${row} + ${i}u < ${rows}`;
    if (aligned) return `select(vec4<f32>(), ${name}[(${at}) / 4u], ${isRow} && ${column} < ${columns})`;
    const values = range(4).map(
      (j) => `select(0.0, ${name}[${at} + ${j}u], ${isRow} && ${column} + ${j}u < ${columns})`,
    );
    return `vec4<f32>(${values.join(', ')})`;
  };
  const block = `mat4x4<f32>(${range(4).map(vector).join(',\n    ')})`;
  return `fn load_${name}(outer: u32, inner: u32, k_end: u32) -> mat4x4<f32> {
  return ${isTurned ? `transpose(${block})` : block};
}`;
}

/** Copies of a 4x4 block from registers into the tile. */
function storeBlock(tile: string): string {
  return range(4)
    .map((i) => `${tile}[(block_row * 4u + ${i}u) * ${STRIDE}u + block_quad] = block[${i}];`)
    .join(' ');
}

/** One vector along K: the products of `each` rows and columns. */
function multiply(each: number): string {
  return [
    ...range(each).map((i) => `let a${i} = tile_a[(local.y + ${SIDE * i}u) * ${STRIDE}u + quad];`),
    ...range(each).flatMap((j) => [
      `{ let b0 = tile_b[(local.x + ${SIDE * j}u) * ${STRIDE}u + quad];`,
      ...range(each).map((i) => `sum${i}_${j} += dot(a${i}, b0);`),
      '}',
    ]),
  ].join('\n      ');
}

function write({ bias, relu, accumulate, each }: GemmOptions): string {
  const lines = range(each).flatMap((i) =>
    range(each).map((j) => {
      const value = `sum${i}_${j}${bias ? ` + bias[column${j}]` : ''}`;
      const result = relu ? `max(${value}, 0.0)` : value;
      return `if (row${i} < u.m && column${j} < u.n) { c[at + row${i} * u.n + column${j}] ${accumulate ? '+=' : '='} ${result}; }`;
    }),
  );
  return [
    ...range(each).map((i) => `let row${i} = first_row + local.y + ${SIDE * i}u;`),
    ...range(each).map((j) => `let column${j} = first_column + local.x + ${SIDE * j}u;`),
    'let at = group.z * u.m * u.n;',
    ...lines,
  ].join('\n  ');
}

/**
 * C = A B (+ bias) of float32, a tile of C by a workgroup of 256 threads and `each` x `each` elements by a thread. Tiles of A
 * and B lie in workgroup memory as vectors along K, whichever way the operands are stored: threads that load a 4x4 block turn
 * it in registers. While one tile is multiplied the next one is under way.
 *
 * With several workgroups along z, each takes `k_part` of K, and writes a result of its own.
 */
export const gemmProgram = programFamily('gemm', (options: GemmOptions) => {
  const { each, transposeA, transposeB, alignedA, alignedB } = options;
  const tile = SIDE * each;
  const blocks = (tile / 4) * QUADS; // of an operand's tile; at most half as many as there are threads
  return {
    inputs: {
      a: alignedA ? 'vec4<f32>' : 'f32',
      b: alignedB ? 'vec4<f32>' : 'f32',
      ...(options.bias ? { bias: 'f32' as const } : {}),
    },
    outputs: { c: 'f32' },
    uniforms: { m: 'u32', n: 'u32', k: 'u32', k_part: 'u32' },
    workgroup: [SIDE, SIDE, 1],
    declarations: `
var<workgroup> tile_a: array<vec4<f32>, ${tile * STRIDE}>;
var<workgroup> tile_b: array<vec4<f32>, ${tile * STRIDE}>;
${loader('a', transposeA, alignedA)}
${loader('b', !transposeB, alignedB)}`,
    main: `
  let first_row = group.y * ${tile}u;
  let first_column = group.x * ${tile}u;
  let k_begin = group.z * u.k_part;
  let k_end = min(u.k, k_begin + u.k_part);
  // The first threads load blocks of A, the next ones of B, neighbours along the way the operand is stored.
  let loads_a = lane < ${blocks}u;
  let loads_b = lane >= ${blocks}u && lane < ${2 * blocks}u;
  let number = lane % ${blocks}u;
  let along_k = select(${String(transposeB)}, ${String(!transposeA)}, loads_a);
  let block_row = select(number % ${tile / 4}u, number / ${QUADS}u, along_k);
  let block_quad = select(number / ${tile / 4}u, number % ${QUADS}u, along_k);
  ${range(each)
    .flatMap((i) => range(each).map((j) => `var sum${i}_${j} = 0.0;`))
    .join(' ')}
  // One turn more than there are steps along K: each loads a block, multiplies the tiles of the turn before, and stores.
  for (var k0 = k_begin; k0 < k_end + ${4 * QUADS}u; k0 += ${4 * QUADS}u) {
    var block: mat4x4<f32>;
    if (loads_a) { block = load_a(first_row + 4u * block_row, k0 + 4u * block_quad, k_end); }
    if (loads_b) { block = load_b(first_column + 4u * block_row, k0 + 4u * block_quad, k_end); }
    if (k0 > k_begin) {
      for (var quad = 0u; quad < ${QUADS}u; quad++) {
      ${multiply(each)}
      }
    }
    workgroupBarrier();
    if (loads_a) { ${storeBlock('tile_a')} }
    if (loads_b) { ${storeBlock('tile_b')} }
    workgroupBarrier();
  }
  ${write(options)}`,
  };
});
