import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import type { KernelCall } from '../kernel-call.js';

const COLUMNS = 64; // of a workgroup
const LANES = 4; // that share the rows
const ROWS = 128; // of a workgroup
const ENOUGH_ROWS = 512; // for which a second pass pays

const columnSumsProgram = programFamily('column sums', () => ({
  inputs: { x: 'f32' },
  outputs: { y: 'f32' },
  uniforms: { rows: 'u32', width: 'u32', part: 'u32' },
  workgroup: [COLUMNS, LANES, 1],
  declarations: `var<workgroup> sums: array<f32, ${COLUMNS * LANES}>;`,
  main: `
  let column = group.x * ${COLUMNS}u + local.x;
  let end = min(u.rows, (group.y + 1u) * u.part);
  var sum = 0.0;
  if (column < u.width) {
    for (var row = group.y * u.part + local.y; row < end; row += ${LANES}u) { sum += x[row * u.width + column]; }
  }
  sums[lane] = sum;
  workgroupBarrier();
  if (local.y == 0u && column < u.width) {
    ${Array.from({ length: LANES - 1 }, (_, i) => `sum += sums[lane + ${COLUMNS * (i + 1)}u];`).join(' ')}
    y[group.y * u.width + column] = sum;
  }`,
}));

/** The sums of x [rows, width] over rows, into `y` [width]: parts of the rows first when there are many. */
export function columnSums(
  call: KernelCall,
  x: tf.TensorInfo,
  y: tf.TensorInfo,
  { rows, width }: { readonly rows: number; readonly width: number },
): void {
  if (width === 0) return;
  const run = (from: tf.TensorInfo, to: tf.TensorInfo, count: number, part: number) =>
    call.dispatch(columnSumsProgram({}), {
      inputs: { x: from },
      outputs: { y: to },
      uniforms: { rows: count, width, part },
      groups: [Math.ceil(width / COLUMNS), Math.max(1, Math.ceil(count / part)), 1],
    });
  if (rows < ENOUGH_ROWS) return run(x, y, rows, Math.max(1, rows));
  const parts = Math.ceil(rows / ROWS);
  const sums = call.scratch([parts, width]);
  run(x, sums, rows, ROWS);
  run(sums, y, parts, parts);
}
