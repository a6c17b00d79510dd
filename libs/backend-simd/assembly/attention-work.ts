// What attention works with: the sizes of a call and the scratch memory of one thread, and the unit at hand, which is one
// head of one batch row.
import { keepRows } from './attention-dropout';
import { fetchRows } from './attention-pack';
import { CONSTANT_BYTES, writeConstants } from './attention-softmax';
import { prepareKeys } from './philox-masks';
import { at } from './vector';

const LOG2E: f32 = 1.44269504088896341;
/** Added to masked scores, in units of ln 2. Not -Infinity: a row without any key must not become NaN. */
const MASKED: f32 = -1e9 * LOG2E;
/** Scores of the queries that the backward pass takes together; more with very many keys. */
const CHUNK: i32 = 16384;
/** The same with a BLAS, in both passes: it has to prepare its operands for each chunk anew. */
const BLAS_CHUNK: i32 = 32768;
const BLAS_QUERIES: i32 = 64;
/** Most queries of a chunk with a BLAS in causal attention: keys after the last of them are left out. */
const CAUSAL_QUERIES: i32 = 32;

/** Rows as the tiles read them; bytes. */
@unmanaged
export class Operand {
  first: usize;
  /** From one row to the next. */
  step: usize;
  /** From eight columns to the next eight. */
  panel: usize;
}

@unmanaged
export class Work {
  queries: i32;
  keys: i32;
  heads: i32;
  headWidth: i32;
  causal: bool;
  scale: f32;
  /** Scores are scaled by this, scale / ln 2. */
  scoreScale: f32;
  /** Added to the scores of masked keys. */
  masked: f32;
  plan: usize;
  /** Queries taken together: a multiple of 16. */
  chunk: i32;
  /** From one position to the next of q, k, v, y and their gradients. */
  rowBytes: usize;
  /**
   * Scores lie by keys, then queries: in blocks of sixteen queries [key][16], or with a BLAS in one matrix, whose rows are
   * an odd number of cache lines long, so that a column does not lie in a few sets of the cache. From one key to the next
   * of the same queries, and from sixteen queries to the next.
   */
  keyBytes: usize;
  blockBytes: usize;
  /** From one unit's state to the next, and of the weights of eight queries in it; 0: weights are not kept. */
  stateBytes: usize;
  keptBytes: usize;

  /** Of no use: what reads ahead is kept here, so that the reads are not left out. */
  fetched: i32;

  // The unit at hand.
  unit: i32;
  /** First float of the unit in q, y and their gradients, and in k, v and theirs; bytes. */
  queryOffset: usize;
  keyOffset: usize;
  /** Keys from here on have no weight in any row. */
  visible: i32;
  /** Penalties of the visible keys; 0: none. */
  penalty: usize;
  /** Whether keys after the query have no weight: in causal attention, unless a row sees no real key. */
  skipsFuture: bool;
  /** Weights whose random number is below are dropped, the others multiplied. */
  threshold: u32;
  dropScale: f32;

  // Scratch memory.
  constants: usize;
  maxima: usize;
  factors: usize;
  ones: usize;
  sums: usize;
  penalties: usize;
  keep: usize;
  packedQueries: usize;
  packedKeys: usize;
  packedValues: usize;
  /** Copies of rows, in panels of eight columns. */
  keyPanels: usize;
  queryPanels: usize;
  keyRows: Operand;
  queryRows: Operand;
  /** Four rows of a result that are not written in place. */
  strip: usize;
  blocks: usize;
  gradientBlocks: usize;
  /** One for each query of a chunk, with a BLAS. */
  chunkFactors: usize;
}

/**
 * Floats the forward pass keeps of each unit: two a row, and the weights where they take little more room than the result.
 * To make them again costs a product; to keep those of long rows, more memory than all else in a layer.
 */
export function attentionStateFloats(queries: i32, keys: i32, headWidth: i32): i32 {
  const rows8 = (queries + 7) & ~7;
  const weights = rows8 * ((keys + 3) & ~3);
  return 2 * rows8 + (4 * weights <= 5 * queries * headWidth ? weights : 0);
}

/** Bytes of scratch memory a thread needs. */
export function attentionWorkBytes(queries: i32, keys: i32, headWidth: i32, backward: i32, blas: i32): usize {
  return layOut(0, queries, keys, headWidth, backward != 0, blas != 0, false);
}

/** The address after the scratch memory; with `writes`, its parts are noted in the Work at its start. */
function layOut(
  scratch: usize,
  queries: i32,
  keys: i32,
  headWidth: i32,
  backward: bool,
  blas: bool,
  writes: bool,
): usize {
  const w = changetype<Work>(scratch);
  const width = (headWidth + 7) & ~7;
  const keys4 = (keys + 3) & ~3;
  const scores = blas ? BLAS_CHUNK : CHUNK;
  const least = blas ? BLAS_QUERIES : 16;
  const chunk = backward || blas ? min((queries + 15) & ~15, max(least, (scores / keys4) & ~15)) : 16;
  const blockFloats = keys4 * (blas ? ((chunk >> 4) | 1) << 4 : chunk);
  const packed = blas ? 0 : keys4 * headWidth;
  const copied = blas ? 0 : width;
  const operands = scratch + offsetof<Work>();
  const constants = (operands + 2 * offsetof<Operand>() + 15) & ~15;
  const maxima = constants + CONSTANT_BYTES;
  const strip = at(maxima, 4 * 8);
  const penalties = at(strip, 4 * width);
  const keep = at(penalties, keys4);
  const chunkFactors = at(keep, 8 * keepRows(keys));
  const packedQueries = at(chunkFactors, blas ? chunk : 0);
  const packedKeys = at(packedQueries, 16 * headWidth);
  const keyPanels = at(packedKeys, packed);
  const blocks = (at(keyPanels, keys * copied) + 63) & ~63;
  const gradientBlocks = at(blocks, blockFloats);
  const packedValues = backward ? at(gradientBlocks, blockFloats) : gradientBlocks;
  const queryPanels = backward ? at(packedValues, packed) : packedValues;
  if (writes) {
    w.chunk = chunk;
    w.keyBytes = blas ? ((<usize>((chunk >> 4) | 1)) << 6) : 64;
    w.blockBytes = blas ? 64 : (<usize>keys4) << 6;
    w.constants = constants;
    w.maxima = maxima;
    w.factors = at(maxima, 8);
    w.ones = at(maxima, 16);
    w.sums = at(maxima, 24);
    w.strip = strip;
    w.penalties = penalties;
    w.keep = keep;
    w.packedQueries = packedQueries;
    w.packedKeys = packedKeys;
    w.packedValues = packedValues;
    w.keyPanels = keyPanels;
    w.queryPanels = queryPanels;
    w.keyRows = changetype<Operand>(operands);
    w.queryRows = changetype<Operand>(operands + offsetof<Operand>());
    w.blocks = blocks;
    w.gradientBlocks = gradientBlocks;
    w.chunkFactors = chunkFactors;
  }
  return backward ? at(queryPanels, chunk * copied) : queryPanels;
}

/** Lays out the scratch memory for a call. `plan` (of units, see philox.ts) may be 0. */
export function startWork(
  scratch: usize,
  queries: i32,
  keys: i32,
  heads: i32,
  headWidth: i32,
  causal: bool,
  scale: f32,
  plan: usize,
  backward: bool,
  blas: bool,
): Work {
  const w = changetype<Work>(scratch);
  layOut(scratch, queries, keys, headWidth, backward, blas, true);
  if (blas && causal) w.chunk = min(w.chunk, CAUSAL_QUERIES);
  w.queries = queries;
  w.keys = keys;
  w.heads = heads;
  w.headWidth = headWidth;
  w.causal = causal;
  w.scale = scale;
  w.scoreScale = scale * LOG2E;
  w.masked = MASKED;
  w.plan = plan;
  w.rowBytes = (<usize>(heads * headWidth)) << 2;
  const floats = attentionStateFloats(queries, keys, headWidth);
  w.stateBytes = (<usize>floats) << 2;
  w.keptBytes = floats > 2 * ((queries + 7) & ~7) ? (<usize>((keys + 3) & ~3)) << 5 : 0;
  w.unit = -1;
  writeConstants(w.constants);
  if (plan) prepareKeys(load<u32>(plan), load<u32>(plan, 4));
  v128.store(w.ones, f32x4.splat(1));
  v128.store(w.ones, f32x4.splat(1), 16);
  return w;
}

/** Makes a unit the one at hand. keyMask [B, S] (1 = real) may be 0. */
export function startUnit(w: Work, unit: i32, keyMask: usize): void {
  const b = unit / w.heads;
  const head = (<usize>((unit - b * w.heads) * w.headWidth)) << 2;
  if (w.unit < 0 || w.unit / w.heads != b) readMask(w, keyMask ? at(keyMask, b * w.keys) : 0);
  w.unit = unit;
  w.queryOffset = <usize>(b * w.queries) * w.rowBytes + head;
  w.keyOffset = <usize>(b * w.keys) * w.rowBytes + head;
  w.threshold = 0;
  w.dropScale = 1;
  if (w.plan) {
    const pass = <u32>unit / load<u32>(w.plan, 12);
    const entry = w.plan + 16 + ((<usize>pass) << 3);
    w.threshold = load<u32>(entry);
    w.dropScale = load<f32>(entry, 4);
  }
}

/**
 * Reads the mask of a batch row's keys. Masked keys at the end are left out where nothing tells: their weight is exactly 0
 * in every row that sees a real key.
 */
function readMask(w: Work, mask: usize): void {
  const keys = w.keys;
  w.visible = keys;
  w.penalty = 0;
  w.skipsFuture = w.causal;
  if (!mask) return;
  let first = 0;
  while (first < keys && load<f32>(at(mask, first)) != 1) first++;
  if (first == 0 || (first < keys && !w.causal)) {
    while (load<f32>(at(mask, w.visible - 1)) == 0) w.visible--;
  } else w.skipsFuture = false;
  for (let s = 0; s < w.visible; s++) {
    const x = load<f32>(at(mask, s));
    if (x != 1) w.penalty = w.penalties;
    store<f32>(at(w.penalties, s), (1 - x) * MASKED);
  }
}

/** Reads the unit's rows of a tensor into the caches. */
export function fetchUnit(w: Work, src: usize, rows: i32): void {
  w.fetched |= fetchRows(src, w.rowBytes, rows, (<usize>w.headWidth) << 2);
}

/** Keys that count for queries up to `last`. */
@inline
export function visibleTo(w: Work, last: i32): i32 {
  return w.skipsFuture ? min(w.visible, last + 1) : w.visible;
}
