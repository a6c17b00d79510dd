import type { ElementType, ScalarType } from '../dispatch/program.js';
import { maskFields, scaleFunction } from './philox.wgsl.js';

// A workgroup computes a block of rows of one head: queries, or keys. It takes the rows of the other side in tiles. A
// thread holds the products of four rows of the block (`block_quad`) and four of the tile (`tile_quad`) as a matrix: a
// vector over the rows of the block for each row of the tile. Of a result it holds four rows as well, and every eighth
// vector of four columns.

/** Rows of a tile; eight threads share its columns and those of a result. */
export const TILE = 32;
const TILE_QUADS = TILE / 4;
/** Columns of two operands that are in workgroup memory at a time. */
const DEPTH = 16;
/** Vectors of the rows of a tile that are in workgroup memory at a time, when a result is added up. */
const MIXED = 256;

/** Scores are in units of ln 2, for exp2. */
export const LOG2E = 1.4426950408889634;
/** Added to masked scores. Not -Infinity: a row without any key must not become NaN. */
export const MASKED = -1e9 * LOG2E;
/** The score of a key that is not there. */
export const NO_KEY = '-1e38';

/** Options of programs. */
export type AttentionOptions = {
  /** Rows of a block; a thread for every half row. */
  readonly block: 32 | 64;
  /** Columns of a result that a workgroup computes. */
  readonly columns: 32 | 64 | 128;
  /** Whether heads are whole vectors of four. */
  readonly aligned: boolean;
  readonly causal: boolean;
  readonly keyMask: boolean;
  /** Different rates of the dropout mask; 0: none. */
  readonly rates: number;
};

export type Side = 'query' | 'key';

/** Its uniforms: `blocks`, `units` (heads of batch rows) and `groups` number the workgroups. */
export function attentionUniforms(rates: number): Record<string, ScalarType> {
  return {
    ...{ queries: 'u32', keys: 'u32', heads: 'u32', head_width: 'u32', batch: 'u32' },
    ...{ blocks: 'u32', units: 'u32', groups: 'u32', scale: 'f32' },
    ...{ bits: 'u32', words: 'u32' },
    ...maskFields(rates).uniforms,
  };
}

export function elementType({ aligned }: AttentionOptions): ElementType {
  return aligned ? 'vec4<f32>' : 'f32';
}

export function masksOf({ keyMask, rates }: AttentionOptions): Record<string, ElementType> {
  return keyMask || rates > 0 ? { masks: 'u32' } : {};
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const lines = (count: number, line: (i: number) => string) => range(count).map(line).join('\n  ');

/** `load_x(row, column)`: four columns of a row of this head; 0 outside. */
export function loader(name: string, side: Side, { aligned }: AttentionOptions): string {
  const rows = side === 'query' ? 'u.queries' : 'u.keys';
  const body = aligned
    ? `if (column < u.head_width) { return ${name}[at / 4u]; }
  return vec4<f32>();`
    : `var values = vec4<f32>();
  for (var i = 0u; i < 4u; i++) { if (column + i < u.head_width) { values[i] = ${name}[at + i]; } }
  return values;`;
  return `
fn load_${name}(row: u32, column: u32) -> vec4<f32> {
  if (row >= ${rows}) { return vec4<f32>(); }
  let at = ${side}_base + row * u.heads * u.head_width + column;
  ${body}
}`;
}

/** `store_x(row, column, value)`: four columns of a row of this head; nothing outside. */
export function storer(name: string, side: Side, { aligned }: AttentionOptions): string {
  const rows = side === 'query' ? 'u.queries' : 'u.keys';
  const body = aligned
    ? `if (column < u.head_width) { ${name}[at / 4u] = value; }`
    : `for (var i = 0u; i < 4u; i++) { if (column + i < u.head_width) { ${name}[at + i] = value[i]; } }`;
  return `
fn store_${name}(row: u32, column: u32, value: vec4<f32>) {
  if (row >= ${rows}) { return; }
  let at = ${side}_base + row * u.heads * u.head_width + column;
  ${body}
}`;
}

/**
 * Memory, positions, and what is known of masks.
 *
 * `weights` holds a matrix over (row of the tile, row of the block), and `memory` parts of operands, both as vectors over
 * four rows. Vectors that neighbouring threads write at once would lie in one bank; the exclusive ors spread them.
 */
export function attentionParts({ block, keyMask, rates }: AttentionOptions): string {
  const quads = block / 4;
  return `
var<private> query_base: u32;
var<private> key_base: u32;
var<workgroup> memory: array<vec4<f32>, ${Math.max(DEPTH * (quads + TILE_QUADS), MIXED)}>;
var<workgroup> weights: array<vec4<f32>, ${TILE * quads}>;
${scaleFunction(rates)}
fn add_outer(sum: mat4x4<f32>, a: vec4<f32>, b: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(sum[0] + a * b.x, sum[1] + a * b.y, sum[2] + a * b.z, sum[3] + a * b.w);
}
fn store_weights(values: mat4x4<f32>, block_quad: u32, tile_quad: u32) {
  ${lines(4, (i) => `weights[(4u * tile_quad + ${i}u) * ${quads}u + (block_quad ^ tile_quad)] = values[${i}];`)}
}
fn key_penalty(batch_row: u32, key: u32) -> f32 {
  ${keyMask ? 'return bitcast<f32>(masks[2u * u.batch + batch_row * u.keys + min(key, u.keys - 1u)]);' : 'return 0.0;'}
}
// Of the weights of one query and four keys a bit each.
fn kept_keys(unit: u32, query: u32, key: u32) -> u32 {
  ${rates > 0 ? 'return masks[u.bits + (unit * u.queries + min(query, u.queries - 1u)) * u.words + key / 32u] >> (key & 31u);' : 'return 15u;'}
}`;
}

/**
 * `product_a_b(block_first, tile_first, lane)`: the products of rows of `a` (of the block) and `b` (of the tile). While some
 * columns are multiplied the next ones are under way.
 */
export function product(a: string, b: string, { block }: AttentionOptions): string {
  const quads = block / 4;
  const rows = (name: string, first: string) =>
    `transpose(mat4x4<f32>(${range(4)
      .map((i) => `load_${name}(${first} + ${i}u, column)`)
      .join(', ')}))`;
  const store = (offset: number, width: number) =>
    lines(4, (i) => `memory[${offset + i * width}u + ${4 * width}u * quad + column] = values[${i}];`);
  const read = (offset: number, width: number, column: string, i: number) =>
    `memory[${offset + i * width}u + ${4 * width}u * quad + ${column}]`;
  const tileOffset = DEPTH * quads;
  return `
// Four rows of the block or of the tile at four columns, a vector for each column; for the first threads.
fn load_${a}_${b}(block_first: u32, tile_first: u32, depth: u32, lane: u32) -> mat4x4<f32> {
  let column = depth + 4u * (lane % 4u);
  let row = lane & ~3u;
  if (lane < ${block}u) { return ${rows(a, 'block_first + row')}; }
  if (lane < ${block + TILE}u) { return ${rows(b, `tile_first + row - ${block}u`)}; }
  return mat4x4<f32>();
}
fn product_${a}_${b}(block_first: u32, tile_first: u32, lane: u32) -> mat4x4<f32> {
  var sum = mat4x4<f32>();
  var values = load_${a}_${b}(block_first, tile_first, 0u, lane);
  for (var depth = 0u; depth < u.head_width; depth += ${DEPTH}u) {
    workgroupBarrier();
    {
      let quad = lane % 4u;
      if (lane < ${block}u) {
        let column = (lane / 4u) ^ (2u * quad);
        ${store(0, quads)}
      } else if (lane < ${block + TILE}u) {
        let column = ((lane - ${block}u) / 4u) ^ (2u * quad);
        ${store(tileOffset, TILE_QUADS)}
      }
    }
    workgroupBarrier();
    if (depth + ${DEPTH}u < u.head_width) { values = load_${a}_${b}(block_first, tile_first, depth + ${DEPTH}u, lane); }
    for (var quad = 0u; quad < ${DEPTH / 4}u; quad++) {
      let block_column = (lane / ${TILE_QUADS}u) ^ (2u * quad);
      let tile_column = (lane % ${TILE_QUADS}u) ^ (2u * quad);
      ${lines(4, (i) => `sum = add_outer(sum, ${read(0, quads, 'block_column', i)}, ${read(tileOffset, TILE_QUADS, 'tile_column', i)});`)}
    }
  }
  return sum;
}`;
}

/** Matrices of a result that a thread holds. */
export function resultParts({ columns }: AttentionOptions): number {
  return columns / 4 / TILE_QUADS;
}

export function declareResult(result: string, options: AttentionOptions): string {
  return lines(resultParts(options), (j) => `var ${result}${j} = mat4x4<f32>();`);
}

/** Adds weights^T times the rows of `x` of the tile to a result; the next rows are under way while some are added. */
export function mix(x: string, result: string, options: AttentionOptions): string {
  const { block, columns } = options;
  const quads = block / 4;
  const vectors = columns / 4;
  const rows = Math.min(TILE, MIXED / vectors);
  const threads = 2 * block;
  const each = (rows * vectors) / threads;
  const number = (i: number) => `(lane + ${i * threads}u)`;
  const load = (first: string) =>
    lines(
      each,
      (i) =>
        `ahead${i} = load_${x}(tile_first + ${first} + ${number(i)} / ${vectors}u, column_first + 4u * (${number(i)} % ${vectors}u));`,
    );
  return `{
  ${lines(each, (i) => `var ahead${i}: vec4<f32>;`)}
  ${load('0u')}
  for (var first = 0u; first < ${TILE}u; first += ${rows}u) {
    workgroupBarrier();
    ${lines(each, (i) => `memory[${number(i)}] = ahead${i};`)}
    workgroupBarrier();
    if (first + ${rows}u < ${TILE}u) { ${load(`first + ${rows}u`)} }
    for (var i = 0u; i < ${rows}u; i++) {
      let row = first + i;
      let weight = weights[row * ${quads}u + (block_quad ^ (row / 4u))];
      ${lines(
        resultParts(options),
        (j) =>
          `${result}${j} = add_outer(${result}${j}, weight, memory[i * ${vectors}u + tile_quad + ${TILE_QUADS * j}u]);`,
      )}
    }
  }
  }`;
}

/** Stores a result, its rows multiplied by the components of the vector `factor`. */
export function storeResult(name: string, result: string, factor: string, options: AttentionOptions): string {
  return lines(
    resultParts(options),
    (j) => `{
    let rows = transpose(${result}${j});
    let column = column_first + 4u * (tile_quad + ${TILE_QUADS * j}u);
    ${lines(4, (i) => `store_${name}(block_first + 4u * block_quad + ${i}u, column, rows[${i}] * ${factor}[${i}]);`)}
  }`,
  );
}

/**
 * Where the workgroup and its thread are; the keys from `key_begin` to `key_end` count, and the future has no weight where
 * it `skips_future`.
 */
export function prologue({ block, columns, causal, keyMask, rates }: AttentionOptions): string {
  return `
  let number = group.y * groups.x + group.x;
  if (number >= u.groups) { return; }
  let block_first = (number % u.blocks) * ${block}u;
  let unit = number / u.blocks % u.units;
  let column_first = number / (u.blocks * u.units) * ${columns}u;
  let batch_row = unit / u.heads;
  let head_first = unit % u.heads * u.head_width;
  query_base = batch_row * u.queries * u.heads * u.head_width + head_first;
  key_base = batch_row * u.keys * u.heads * u.head_width + head_first;
  let block_quad = lane / ${TILE_QUADS}u;
  let tile_quad = lane % ${TILE_QUADS}u;
  let key_begin = ${keyMask ? 'masks[2u * batch_row]' : '0u'};
  let end_word = ${keyMask ? 'masks[2u * batch_row + 1u]' : '0x80000000u | u.keys'};
  let key_end = end_word & 0x7fffffffu;
  let skips_future = ${causal ? '(end_word >> 31u) != 0u' : 'false'};
  let drop_scale = ${rates > 0 ? 'mask_scale(unit * u.queries * u.keys)' : '1.0'};`;
}
