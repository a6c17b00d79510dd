import type { RDropWebGpuBackend } from '../webgpu-backend.js';

/** How threads add up. */
export interface LaneSumOptions {
  /** Neighbouring threads that share a sum: a power of two. */
  readonly lanes: number;
  /** Threads of a workgroup: a multiple of `lanes`. */
  readonly threads: number;
  readonly type: 'f32' | 'vec2<f32>';
  /** Instead of the sum, the largest value (of each component): the function is `lane_max` then. */
  readonly operation?: 'sum' | 'max';
  /** The size that subgroups have at least, or 0 where the program does not use them. */
  readonly subgroup: number;
}

/** Values that a thread reads in one exchange through workgroup memory. */
const RADIX = 8;

/** WGSL of one result from two. */
const COMBINED = {
  sum: (a: string, b: string) => `${a} + ${b}`,
  max: (a: string, b: string) => `max(${a}, ${b})`,
};

/** Reduces runs of `count` values, `span` threads apart; the threads of a span hold the same value already. */
function exchange(operation: 'sum' | 'max', span: number, count: number): string {
  const memory = `lane_${operation}_values`;
  const values = Array.from({ length: count }, (_, i) => `${memory}[first + ${i * span}u]`);
  return `
  workgroupBarrier();
  ${memory}[lane] = result;
  workgroupBarrier();
  { let first = lane & ${~(span * count - 1) >>> 0}u; result = ${values.reduce(COMBINED[operation])}; }`;
}

/**
 * `lane_sum(value, lane)`: the sum over the `lanes` threads that `lane` belongs to, the same bits in each of them and on
 * every run. All threads of the workgroup must call it. Subgroups are taken to be runs of threads, as drivers make them.
 */
export function laneSum({ lanes, threads, type, subgroup, operation = 'sum' }: LaneSumOptions): string {
  const steps: string[] = [];
  let span = 1;
  for (; span < Math.min(lanes, subgroup); span *= 2)
    steps.push(`
  result = ${COMBINED[operation]('result', `subgroupShuffleXor(result, ${span}u)`)};`);
  const memory = span < lanes ? `var<workgroup> lane_${operation}_values: array<${type}, ${threads}>;` : '';
  while (span < lanes) {
    const count = Math.min(RADIX, lanes / span);
    steps.push(exchange(operation, span, count));
    span *= count;
  }
  return `${memory}
fn lane_${operation}(value: ${type}, lane: u32) -> ${type} {
  var result = value;${steps.join('')}
  return result;
}`;
}

/** The size that subgroups of the device have at least; 0 where programs cannot use them. */
export function subgroupSizeOf(backend: RDropWebGpuBackend): number {
  return backend.has('subgroups') ? backend.device.adapterInfo.subgroupMinSize : 0;
}
