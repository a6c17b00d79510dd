import { sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily, type ScalarType } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { laneSum, subgroupSizeOf } from '../wgsl/lane-sums.wgsl.js';

const THREADS = 256;
/** Tensors of one dispatch: with the result, the eight buffers that every device can bind. */
const MOST_INPUTS = 7;
/** Workgroups that share a tensor, and what makes one worth while: vectors of four that each thread reads. */
const MOST_BLOCKS = 256;
const VECTORS = 8;

type Options = {
  /** Tensors. */
  readonly count: number;
  readonly subgroup: number;
};

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const common = (subgroup: number) => ({
  workgroup: [THREADS, 1, 1] as const,
  features: subgroup > 0 ? (['subgroups'] as const) : [],
  declarations: laneSum({ lanes: THREADS, threads: THREADS, type: 'f32', subgroup }),
});

/** Sums of squares of parts of several tensors: a row of workgroups for each. */
const squaresProgram = programFamily('RDropGlobalNorm', ({ count, subgroup }: Options) => ({
  ...common(subgroup),
  inputs: Object.fromEntries(range(count).map((i) => [`x${i}`, 'vec4<f32>' as const])),
  outputs: { parts: 'f32' },
  uniforms: {
    first: 'u32',
    ...Object.fromEntries(range(count).map((i) => [`size${i}`, 'u32' as ScalarType])),
  },
  main: `
  var sum = 0.0;
  ${range(count)
    .map(
      (i) => `if (group.y == ${i}u) {
    for (var k = group.x * ${THREADS}u + lane; 4u * k < u.size${i}; k += groups.x * ${THREADS}u) {
      let inside = 4u * k + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(u.size${i});
      let x = select(vec4<f32>(), x${i}[k], inside);
      sum += dot(x, x);
    }
  }`,
    )
    .join('\n  ')}
  sum = lane_sum(sum, lane);
  if (lane == 0u) { parts[u.first + group.y * groups.x + group.x] = sum; }`,
}));

const rootProgram = programFamily('RDropGlobalNorm root', ({ subgroup }: { subgroup: number }) => ({
  ...common(subgroup),
  inputs: { parts: 'f32' },
  outputs: { y: 'f32' },
  uniforms: { count: 'u32' },
  main: `
  var sum = 0.0;
  for (var k = lane; k < u.count; k += ${THREADS}u) { sum += parts[k]; }
  sum = lane_sum(sum, lane);
  if (lane == 0u) { y[0] = sqrt(sum); }`,
}));

/** Tensors that one dispatch reads, and the workgroups that share each. */
interface Batch {
  readonly tensors: readonly tf.TensorInfo[];
  readonly blocks: number;
}

/** Tensors of like sizes together, for all of a dispatch get as many workgroups as the largest needs. */
function batches(call: KernelCall): Batch[] {
  const tensors = Object.keys(call.inputs)
    .map((key) => call.floats(key))
    .filter(({ shape }) => sizeOf(shape) > 0)
    .sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
  return range(Math.ceil(tensors.length / MOST_INPUTS)).map((i) => {
    const some = tensors.slice(MOST_INPUTS * i, MOST_INPUTS * (i + 1));
    const wanted = Math.ceil(sizeOf(some[0]?.shape ?? []) / (4 * VECTORS * THREADS));
    return { tensors: some, blocks: Math.min(MOST_BLOCKS, wanted) };
  });
}

/** sqrt of the sum of all squares of x0, x1, ... */
function globalNorm(call: KernelCall): tf.TensorInfo {
  const subgroup = subgroupSizeOf(call.backend);
  const all = batches(call);
  const count = all.reduce((sum, { tensors, blocks }) => sum + tensors.length * blocks, 0);
  const parts = call.scratch([Math.max(1, count)]);
  let first = 0;
  for (const { tensors, blocks } of all) {
    const sizes = Object.fromEntries(tensors.map(({ shape }, i) => [`size${i}`, sizeOf(shape)]));
    call.dispatch(squaresProgram({ count: tensors.length, subgroup }), {
      inputs: Object.fromEntries(tensors.map((info, i) => [`x${i}`, info])),
      ...{ outputs: { parts }, uniforms: { first, ...sizes }, groups: [blocks, tensors.length, 1] },
    });
    first += tensors.length * blocks;
  }
  const y = call.output([]);
  const root = { inputs: { parts }, outputs: { y }, uniforms: { count }, threads: THREADS };
  call.dispatch(rootProgram({ subgroup }), root);
  return y;
}

export function registerGlobalNorm(): void {
  registerFused('RDropGlobalNorm', globalNorm);
}
