import type * as tf from '@tensorflow/tfjs';
import { type ElementType, programFamily } from '../dispatch/program.js';
import type { KernelCall } from '../kernel-call.js';

/** Rows of some positions in all passes. */
export interface PositionRange {
  /** Numbers of the first position, and how many. */
  readonly first: number;
  readonly count: number;
  /** N and m: row i * N + n is position n in pass i. */
  readonly positions: number;
  readonly passes: number;
  /** Elements of a row. */
  readonly width: number;
}

const rowsProgram = programFamily('position rows', ({ aligned, put }: { aligned: boolean; put: boolean }) => {
  const element: ElementType = aligned ? 'vec4<f32>' : 'f32';
  return {
    inputs: { x: element },
    outputs: { y: element },
    uniforms: { first: 'u32', count: 'u32', positions: 'u32', rows: 'u32', width: 'u32' },
    workgroup: [256, 1, 1],
    main: `
  let row = index / u.width;
  if (row >= u.rows) { return; }
  let pass_number = row / u.count;
  let whole = (pass_number * u.positions + u.first + row % u.count) * u.width + index % u.width;
  ${put ? 'y[whole] = x[index];' : 'y[index] = x[whole];'}`,
  };
});

function run(
  call: KernelCall,
  range: PositionRange,
  put: boolean,
  [from, to]: [tf.TensorInfo, tf.TensorInfo],
) {
  const { first, count, positions, passes } = range;
  const aligned = range.width % 4 === 0;
  const width = aligned ? range.width / 4 : range.width;
  const rows = passes * count;
  call.dispatch(rowsProgram({ aligned, put }), {
    ...{ inputs: { x: from }, outputs: { y: to }, threads: rows * width },
    uniforms: { first, count, positions, rows, width },
  });
}

/** Copies rows of `whole` [m*N, D] to `part` [m*count, D], pass after pass. */
export function takeRows(
  call: KernelCall,
  range: PositionRange,
  whole: tf.TensorInfo,
  part: tf.TensorInfo,
): void {
  run(call, range, false, [whole, part]);
}

/** Copies them back. */
export function putRows(
  call: KernelCall,
  range: PositionRange,
  part: tf.TensorInfo,
  whole: tf.TensorInfo,
): void {
  run(call, range, true, [part, whole]);
}
