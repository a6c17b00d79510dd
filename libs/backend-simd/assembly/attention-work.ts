// The sizes of a call of attention and the scratch memory of one thread.
import { keepRows, KEY_TABLE_BYTES, writeKeys } from './attention-dropout';
import { CONSTANT_BYTES, writeConstants } from './attention-softmax';
import { at } from './vector';

const LOG2E: f32 = 1.44269504088896341;
/** Added to masked scores, in units of ln 2. Not -Infinity: a row without any key must not become NaN. */
const MASKED: f32 = -1e9 * LOG2E;
/** Blocks of weights [keys][16] of one chunk of queries: at most this many floats where there are that few keys. */
const CHUNK: i32 = 16384;
/** With fewer rows, products read tensors where they lie; from here on copies that are contiguous are faster. */
const COPY_ROWS: i32 = 32;

/** Queries that the backward pass takes together: a multiple of 16. */
@inline
function chunkOf(queries: i32, keys: i32): i32 {
  const most = max(16, (CHUNK / keys) & ~15);
  return min(most, (queries + 15) & ~15);
}

/** Floats the forward pass keeps of each unit: two a row, and the weights where they take no more room than the result. */
export function attentionStateFloats(queries: i32, keys: i32, headWidth: i32): i32 {
  const rows8 = (queries + 7) & ~7;
  return 2 * rows8 + (keepsWeights(queries, keys, headWidth) ? rows8 * ((keys + 3) & ~3) : 0);
}

@inline
function keepsWeights(queries: i32, keys: i32, headWidth: i32): bool {
  return ((queries + 7) & ~7) * ((keys + 3) & ~3) <= queries * headWidth;
}

/** Bytes of scratch memory a thread needs. */
export function attentionWorkBytes(queries: i32, keys: i32, headWidth: i32, backward: i32): usize {
  const width = (headWidth + 7) & ~7;
  const keys4 = (keys + 3) & ~3;
  let floats = keys4 * headWidth + keys * width + keys + 8 * keepRows(keys) + 8 * headWidth + 4 * width;
  if (backward) {
    const chunk = chunkOf(queries, keys);
    floats += keys4 * headWidth + 8 * headWidth + 2 * chunk * width + 2 * chunk * keys4;
  } else floats += 8 * keys4;
  return offsetof<Work>() + CONSTANT_BYTES + KEY_TABLE_BYTES + 4 * 32 + ((<usize>floats) << 2);
}

@unmanaged
export class Work {
  queries: i32;
  keys: i32;
  heads: i32;
  headWidth: i32;
  /** Tiles of eight columns. */
  tiles: i32;
  /** From one position to the next of queries, keys, values, results and all their gradients. */
  rowBytes: usize;
  scale: f32;
  causal: bool;
  keepsWeights: bool;
  stateBytes: usize;

  /** Of the batch row at hand: keys from here on have no weight in any row. */
  visible: i32;
  /** Penalties of the visible keys; 0: none. */
  penalty: usize;
  /** Whether keys after the query have no weight (always so, unless a row sees no unmasked key). */
  skipsFuture: bool;

  constants: usize;
  keyTable: usize;
  maxima: usize;
  factors: usize;
  ones: usize;
  sums: usize;
  penalties: usize;
  keep: usize;
  packedQueries: usize;
  packedGradients: usize;
  packedKeys: usize;
  packedValues: usize;
  /** Panels of values (forward) or keys (backward). */
  keyPanels: usize;
  queryPanels: usize;
  gradientPanels: usize;
  /** Four rows of a result that are not written in place. */
  strip: usize;
  chunk: i32;
  blocks: usize;
  gradientBlocks: usize;
}

/** Lays out the scratch memory. */
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
): Work {
  const w = changetype<Work>(scratch);
  const width = (headWidth + 7) & ~7;
  const keys4 = (keys + 3) & ~3;
  w.queries = queries;
  w.keys = keys;
  w.heads = heads;
  w.headWidth = headWidth;
  w.tiles = width >> 3;
  w.rowBytes = (<usize>(heads * headWidth)) << 2;
  w.scale = scale;
  w.causal = causal;
  w.keepsWeights = keepsWeights(queries, keys, headWidth);
  w.stateBytes = (<usize>attentionStateFloats(queries, keys, headWidth)) << 2;
  w.chunk = chunkOf(queries, keys);

  w.constants = scratch + offsetof<Work>();
  w.keyTable = w.constants + CONSTANT_BYTES;
  w.maxima = w.keyTable + KEY_TABLE_BYTES;
  w.factors = at(w.maxima, 8);
  w.ones = at(w.factors, 8);
  w.sums = at(w.ones, 8);
  w.strip = at(w.sums, 8);
  w.penalties = at(w.strip, 4 * width);
  w.keep = at(w.penalties, keys);
  w.packedQueries = at(w.keep, 8 * keepRows(keys));
  w.packedKeys = at(w.packedQueries, 8 * headWidth);
  w.keyPanels = at(w.packedKeys, keys4 * headWidth);
  w.blocks = at(w.keyPanels, keys * width);
  if (backward) {
    w.gradientBlocks = at(w.blocks, w.chunk * keys4);
    w.packedGradients = at(w.gradientBlocks, w.chunk * keys4);
    w.packedValues = at(w.packedGradients, 8 * headWidth);
    w.queryPanels = at(w.packedValues, keys4 * headWidth);
    w.gradientPanels = at(w.queryPanels, w.chunk * width);
  }
  writeConstants(w.constants);
  if (plan) writeKeys(w.keyTable, load<u32>(plan), load<u32>(plan, 4));
  v128.store(w.ones, f32x4.splat(1));
  v128.store(w.ones, f32x4.splat(1), 16);
  return w;
}

/**
 * Reads the key mask (1 = real; 0: none) of a batch row. Masked keys at the end are left out where nothing tells: their
 * weight is exactly 0 in every row that sees a real key.
 */
export function readMask(w: Work, mask: usize): void {
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

/** Keys that count for the eight queries from t on. */
@inline
export function visibleTo(w: Work, t: i32): i32 {
  return w.skipsFuture ? min(w.visible, t + 8) : w.visible;
}

/** Whether rows of an operand are copied before products: when that pays, or when the heads are no whole tiles. */
@inline
export function copies(w: Work, rows: i32, uses: i32): bool {
  return (w.headWidth & 7) != 0 || (rows >= COPY_ROWS && uses >= COPY_ROWS);
}

/** Scores to be multiplied are scaled by this on packing. */
@inline
export function scoreScale(w: Work): f32 {
  return w.scale * LOG2E;
}

/** Masks the scores of a block of eight queries from t on. */
export { MASKED };
