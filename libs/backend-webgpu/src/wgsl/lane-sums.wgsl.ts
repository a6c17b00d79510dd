import type { RDropWebGpuBackend } from '../webgpu-backend.js';

/** How threads add up. */
export interface LaneSumOptions {
  /** Neighbouring threads that share a sum: a power of two. */
  readonly lanes: number;
  /** Threads of a workgroup: a multiple of `lanes`. */
  readonly threads: number;
  readonly type: 'f32' | 'vec2<f32>';
  /** The size that subgroups have at least, or 0 where the program does not use them. */
  readonly subgroup: number;
}

/** Values that a thread reads in one exchange through workgroup memory. */
const RADIX = 8;

/** Adds up runs of `count` values, `span` threads apart; the threads of a span hold the same value already. */
function exchange(span: number, count: number): string {
  const values = Array.from({ length: count }, (_, i) => `lane_values[first + ${i * span}u]`);
  return `
  workgroupBarrier();
  lane_values[lane] = sum;
  workgroupBarrier();
  { let first = lane & ${~(span * count - 1) >>> 0}u; sum = ${values.join(' + ')}; }`;
}

/**
 * `lane_sum(value, lane)`: the sum over the `lanes` threads that `lane` belongs to, the same bits in each of them and on
 * every run. All threads of the workgroup must call it. Subgroups are taken to be runs of threads, as drivers make them.
 */
export function laneSum({ lanes, threads, type, subgroup }: LaneSumOptions): string {
  const steps: string[] = [];
  let span = 1;
  for (; span < Math.min(lanes, subgroup); span *= 2)
    steps.push(`
  sum += subgroupShuffleXor(sum, ${span}u);`);
  const memory = span < lanes ? `var<workgroup> lane_values: array<${type}, ${threads}>;` : '';
  while (span < lanes) {
    const count = Math.min(RADIX, lanes / span);
    steps.push(exchange(span, count));
    span *= count;
  }
  return `${memory}
fn lane_sum(value: ${type}, lane: u32) -> ${type} {
  var sum = value;${steps.join('')}
  return sum;
}`;
}

/** The size that subgroups of the device have at least; 0 where programs cannot use them. */
export function subgroupSizeOf(backend: RDropWebGpuBackend): number {
  return backend.has('subgroups') ? backend.device.adapterInfo.subgroupMinSize : 0;
}
