import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import type { KernelCall } from '../kernel-call.js';

/** Bits of a digit, positions of a block: as many as a workgroup has threads. */
const DIGIT_BITS = 8;
const DIGITS = 2 ** DIGIT_BITS;
const BLOCK = DIGITS;

/** Ids that do not count, and those of no row, sort behind all others. */
const KEY = `
fn key_of(id: i32) -> u32 {
  return select(u.rows, u32(id), id >= 0 && id < i32(u.rows) && id != u.padding);
}`;

/** What both programs over blocks of positions begin with: `n` is the position and `digit` that of its key. */
const digitOf = (isFirst: boolean) => `
  let i = group.x * ${BLOCK}u + lane;
  let exists = i < u.count;
  var n = i;
  ${isFirst ? '' : 'if (exists) { n = u32(before[i]); }'}
  let digit = select(${DIGITS}u, (key_of(ids[min(n, u.count - 1u)]) >> u.shift) % ${DIGITS}u, exists);`;

const SIZES = { count: 'u32', rows: 'u32', padding: 'i32', shift: 'u32' } as const;
const inputsOf = (isFirst: boolean) => ({
  ids: 'i32' as const,
  ...(isFirst ? {} : { before: 'i32' as const }),
});

/** How often each digit comes in each block: counts [digits, blocks]. */
const countProgram = programFamily('sort count', ({ first }: { first: boolean }) => ({
  inputs: inputsOf(first),
  outputs: { counts: 'u32' },
  uniforms: SIZES,
  workgroup: [BLOCK, 1, 1],
  declarations: `${KEY}
var<workgroup> block_counts: array<atomic<u32>, ${DIGITS}>;`,
  main: `${digitOf(first)}
  if (exists) { atomicAdd(&block_counts[digit], 1u); }
  workgroupBarrier();
  counts[lane * groups.x + group.x] = atomicLoad(&block_counts[lane]);`,
}));

/** Replaces numbers by the sum of those before them: one workgroup, whose threads have equal runs of the numbers. */
const scanProgram = programFamily('sort scan', () => ({
  inputs: {},
  outputs: { counts: 'u32' },
  uniforms: { run: 'u32' },
  workgroup: [DIGITS, 1, 1],
  declarations: `var<workgroup> sums: array<u32, ${DIGITS}>;`,
  main: `
  let begin = lane * u.run;
  var sum = 0u;
  for (var i = begin; i < begin + u.run; i++) { sum += counts[i]; }
  sums[lane] = sum;
  workgroupBarrier();
  for (var step = 1u; step < ${DIGITS}u; step *= 2u) {
    let other = select(0u, sums[max(lane, step) - step], lane >= step);
    workgroupBarrier();
    sums[lane] += other;
    workgroupBarrier();
  }
  var place = sums[lane] - sum;
  for (var i = begin; i < begin + u.run; i++) {
    let count = counts[i];
    counts[i] = place;
    place += count;
  }`,
}));

/** Puts every position where its digit, its block and its place in the block say: equal digits keep their order. */
const placeProgram = programFamily('sort place', ({ first }: { first: boolean }) => ({
  inputs: { ...inputsOf(first), counts: 'u32' },
  outputs: { after: 'i32' },
  uniforms: SIZES,
  workgroup: [BLOCK, 1, 1],
  declarations: `${KEY}
var<workgroup> digits: array<vec4<u32>, ${BLOCK / 4}>;`,
  main: `${digitOf(first)}
  digits[lane / 4u][lane % 4u] = digit;
  workgroupBarrier();
  var rank = vec4<u32>();
  for (var q = 0u; q < lane / 4u; q++) { rank += select(vec4<u32>(), vec4<u32>(1u), digits[q] == vec4<u32>(digit)); }
  let rest = vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(lane % 4u);
  rank += select(vec4<u32>(), vec4<u32>(1u), (digits[lane / 4u] == vec4<u32>(digit)) & rest);
  if (exists) { after[counts[digit * groups.x + group.x] + rank.x + rank.y + rank.z + rank.w] = i32(n); }`,
}));

/** What is sorted by. */
export interface SortOptions {
  readonly count: number;
  /** Ids of 0 <= id < rows, but for this one, count; the positions of others come last. */
  readonly rows: number;
  readonly padding: number;
}

/**
 * The positions 0 .. count - 1 in the order of their ids [count], and of the positions where ids are equal: a counting
 * sort by digits, whose cost grows with the number of ids and hardly with that of rows.
 */
export function sortedPositions(
  call: KernelCall,
  ids: tf.TensorInfo,
  { count, rows, padding }: SortOptions,
): tf.TensorInfo {
  const blocks = Math.ceil(count / BLOCK);
  const counts = call.scratch([DIGITS * blocks], 'int32');
  let before: tf.TensorInfo | undefined;
  for (let shift = 0; shift === 0 || rows >= 2 ** shift; shift += DIGIT_BITS) {
    const after: tf.TensorInfo = call.scratch([count], 'int32');
    const first = before === undefined;
    const inputs = before === undefined ? { ids } : { ids, before };
    const common = { uniforms: { count, rows, padding, shift }, groups: [blocks, 1, 1] as const };
    call.dispatch(countProgram({ first }), { ...common, inputs, outputs: { counts } });
    const run = { inputs: {}, outputs: { counts }, uniforms: { run: blocks }, threads: DIGITS };
    call.dispatch(scanProgram({}), run);
    call.dispatch(placeProgram({ first }), { ...common, inputs: { ...inputs, counts }, outputs: { after } });
    before = after;
  }
  return before ?? ids;
}
