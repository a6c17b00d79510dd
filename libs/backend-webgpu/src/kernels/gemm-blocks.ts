import type { ElementType } from '../dispatch/program.js';

/** How operands are stored, and in which type they lie in workgroup memory. */
export interface OperandOptions {
  /** Whether A is stored [K, M], and B [N, K]. */
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Whether rows of the stored A and B are whole vectors of four. */
  readonly alignedA: boolean;
  readonly alignedB: boolean;
  /** Whether A and B are stored as f16. */
  readonly halfA: boolean;
  readonly halfB: boolean;
  /** Whether products are of f16 (sums are of f32 all the same). */
  readonly half: boolean;
  /** Whether A is multiplied by `BOOST` before it becomes f16, and the result divided by it. */
  readonly boostA: boolean;
}

/** Brings gradients of logits, at most some hundred, to where f16 is at its best: below 2^-14 it loses bits. */
export const BOOST = 256;

/** Rows of A and columns of B that a workgroup has in hand, `k` values of K at a time. All are multiples of four. */
export interface BlockTile {
  readonly rows: number;
  readonly columns: number;
  readonly k: number;
  /** 2: one pair of tiles is filled while the other is multiplied. */
  readonly buffers: 1 | 2;
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** What the arrays `a` and `b` consist of. */
export function operandTypes({ alignedA, alignedB, halfA, halfB }: OperandOptions): {
  readonly a: ElementType;
  readonly b: ElementType;
} {
  const typeOf = (aligned: boolean, half: boolean): ElementType => {
    const scalar = half ? 'f16' : 'f32';
    return aligned ? `vec4<${scalar}>` : scalar;
  };
  return { a: typeOf(alignedA, halfA), b: typeOf(alignedB, halfB) };
}

/** Bytes of workgroup memory that the tiles take. */
export function tileBytes({ rows, columns, k, buffers }: BlockTile, half: boolean): number {
  return (rows + columns) * k * buffers * (half ? 2 : 4);
}

interface Loader {
  readonly name: 'a' | 'b';
  /** Memory runs along K. */
  readonly alongK: boolean;
  readonly aligned: boolean;
}

/**
 * `load_a(outer, inner, k_end) -> mat4x4`: for inner .. inner + 3 along K the values of the rows outer .. outer + 3 of A (or
 * columns of B), a vector for each; 0 outside.
 */
function loader({ name, alongK, aligned }: Loader): string {
  const size = name === 'a' ? 'u.m' : 'u.n';
  const [row, column, rows, columns, width] = alongK
    ? ['outer', 'inner', size, 'k_end', 'u.k']
    : ['inner', 'outer', 'k_end', size, size];
  const vector = (i: number) => {
    const at = `(${row} + ${i}u) * ${width} + ${column}`;
    const isRow = `${row} + ${i}u < ${rows}`;
    if (aligned)
      return `select(vec4<f32>(), vec4<f32>(${name}[(${at}) / 4u]), ${isRow} && ${column} < ${columns})`;
    const values = range(4).map(
      (j) => `select(0.0, f32(${name}[${at} + ${j}u]), ${isRow} && ${column} + ${j}u < ${columns})`,
    );
    return `vec4<f32>(${values.join(', ')})`;
  };
  const block = `mat4x4<f32>(${range(4).map(vector).join(',\n    ')})`;
  return `fn load_${name}(outer: u32, inner: u32, k_end: u32) -> mat4x4<f32> {
  return ${alongK ? `transpose(${block})` : block};
}`;
}

/** Where block `number` of an operand lies in its tile: neighbours follow each other in memory. */
function blockPlace(alongK: boolean, { outer, k }: { outer: number; k: number }): string {
  return alongK
    ? `let row = number / ${k / 4}u; let quad = number % ${k / 4}u;`
    : `let row = number % ${outer / 4}u; let quad = number / ${outer / 4}u;`;
}

/**
 * WGSL that brings tiles of A and B to workgroup memory: `tile_a` and `tile_b`, vectors along the rows of A and the columns of
 * B, a row of them for each k, whichever way the operands are stored. Threads load blocks of 4x4 and turn them in registers:
 *
 * `load_block(number, first_row, first_column, k0, k_end)` gives block `number` of A's, then of B's;
 * `store_block(number, buffer, block)` puts it into a buffer's tile. There are `count` of them.
 */
export function blockFunctions(options: OperandOptions, tile: BlockTile) {
  const { rows, columns, k, buffers } = tile;
  const ofA = ((rows / 4) * k) / 4;
  const count = ofA + ((columns / 4) * k) / 4;
  const alongK = { a: !options.transposeA, b: options.transposeB };
  const type = options.half ? 'vec4<f16>' : 'vec4<f32>';
  const place = {
    a: blockPlace(alongK.a, { outer: rows, k }),
    b: blockPlace(alongK.b, { outer: columns, k }),
  };
  const boosted = (name: 'a' | 'b') => (name === 'a' && options.boostA ? ` * ${BOOST}.0` : '');
  const store = (name: 'a' | 'b', outer: number) =>
    range(4)
      .map(
        (i) =>
          `tile_${name}[buffer * ${(outer / 4) * k}u + (4u * quad + ${i}u) * ${outer / 4}u + row] = ${type}(block[${i}]${boosted(name)});`,
      )
      .join(' ');
  const declarations = `
var<workgroup> tile_a: array<${type}, ${(rows / 4) * k * buffers}>;
var<workgroup> tile_b: array<${type}, ${(columns / 4) * k * buffers}>;
${loader({ name: 'a', alongK: alongK.a, aligned: options.alignedA })}
${loader({ name: 'b', alongK: alongK.b, aligned: options.alignedB })}
fn load_block(position: u32, first_row: u32, first_column: u32, k0: u32, k_end: u32) -> mat4x4<f32> {
  if (position < ${ofA}u) {
    let number = position;
    ${place.a}
    return load_a(first_row + 4u * row, k0 + 4u * quad, k_end);
  }
  let number = position - ${ofA}u;
  ${place.b}
  return load_b(first_column + 4u * row, k0 + 4u * quad, k_end);
}
fn store_block(position: u32, buffer: u32, block: mat4x4<f32>) {
  if (position < ${ofA}u) {
    let number = position;
    ${place.a}
    ${store('a', rows)}
    return;
  }
  let number = position - ${ofA}u;
  ${place.b}
  ${store('b', columns)}
}`;
  return { count, declarations };
}

/**
 * WGSL of the way along K, of a workgroup of `threads`: while one tile is multiplied, the next one is under way. `multiply`
 * is what is done with the tiles at `buffer`.
 */
export function alongTiles(tile: BlockTile, { threads, count, multiply }: AlongTiles): string {
  const { k, buffers } = tile;
  const each = range(Math.ceil(count / threads));
  const mine = (i: number, statement: string) =>
    (i + 1) * threads <= count ? statement : `if (lane + ${i * threads}u < ${count}u) { ${statement} }`;
  const load = (k0: string) =>
    each
      .map((i) =>
        mine(i, `block${i} = load_block(lane + ${i * threads}u, first_row, first_column, ${k0}, k_end);`),
      )
      .join('\n      ');
  const store = (buffer: string) =>
    each.map((i) => mine(i, `store_block(lane + ${i * threads}u, ${buffer}, block${i});`)).join('\n      ');
  return `
  ${each.map((i) => `var block${i}: mat4x4<f32>;`).join(' ')}
  let k_begin = group.z * u.k_part;
  let k_end = min(u.k, k_begin + u.k_part);
  if (k_begin < k_end) {
      ${load('k_begin')}
      ${store('0u')}
  }
  workgroupBarrier();
  var buffer = 0u;
  for (var k0 = k_begin; k0 < k_end; k0 += ${k}u) {
    let goes_on = k0 + ${k}u < k_end;
    if (goes_on) {
      ${load(`k0 + ${k}u`)}
    }
    ${multiply}
    ${buffers === 2 ? 'buffer = 1u - buffer;' : 'workgroupBarrier();'}
    if (goes_on) {
      ${store('buffer')}
    }
    workgroupBarrier();
  }`;
}

interface AlongTiles {
  readonly threads: number;
  /** Blocks of both tiles. */
  readonly count: number;
  readonly multiply: string;
}
