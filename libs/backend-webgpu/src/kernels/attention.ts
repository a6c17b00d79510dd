import type * as tf from '@tensorflow/tfjs';
import type { Program } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { type AttentionOptions, LOG2E } from '../wgsl/attention-tiles.wgsl.js';
import { subgroupSizeOf } from '../wgsl/lane-sums.wgsl.js';
import { type AttentionMasks, attentionMasks, type AttentionSizes } from './attention-masks.js';
import {
  attentionKeyGradProgram,
  attentionProgram,
  attentionQueryGradProgram,
  attentionRowsProgram,
} from './attention-programs.js';

/** Columns of a result that a workgroup computes at most: more would not fit into registers. */
const MOST_COLUMNS = 128;
/** Where there are two results. */
const MOST_COLUMNS_OF_TWO = 64;
const ROW_LANES = 8;

function sizesOf(call: KernelCall): AttentionSizes {
  const [batch = 0, queries = 0, width = 0] = call.dims('q', 3);
  const [keyBatch = 0, keys = 0, keyWidth = 0] = call.dims('k', 3);
  const heads = call.number('heads');
  if (keyBatch !== batch || keyWidth !== width || width % heads !== 0) {
    throw new Error(
      `${call.name}: expected q [B, T, D] and k [B, S, D] with D a multiple of ${heads}, ` +
        `got [${batch}, ${queries}, ${width}] and [${keyBatch}, ${keys}, ${keyWidth}]`,
    );
  }
  call.expectSize('v', batch * keys * width);
  return { batch, queries, keys, heads, headWidth: width / heads };
}

/** Small blocks where they leave fewer rows empty, large ones for long sequences, for they read less. */
function blockOf(rows: number): 32 | 64 {
  return rows % 64 > 0 && rows % 64 <= 32 && rows < 160 ? 32 : 64;
}

function columnsOf(headWidth: number, most: 64 | 128): 32 | 64 | 128 {
  if (headWidth <= 32) return 32;
  return headWidth <= 64 || most === 64 ? 64 : 128;
}

interface Work {
  readonly size: AttentionSizes;
  readonly masks: AttentionMasks;
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly outputs: Readonly<Record<string, tf.TensorInfo>>;
  /** Rows of the side that workgroups take blocks of. */
  readonly rows: number;
  readonly mostColumns: 64 | 128;
  readonly uniforms?: Readonly<Record<string, number>>;
}

function dispatchBlocks(
  call: KernelCall,
  programOf: (options: AttentionOptions) => Program,
  { size, masks, inputs, outputs, rows, mostColumns, uniforms }: Work,
): void {
  const { batch, queries, keys, heads, headWidth } = size;
  const block = blockOf(rows);
  const columns = columnsOf(headWidth, mostColumns);
  const { keyMask, rates } = masks;
  const options = {
    block,
    columns,
    aligned: headWidth % 4 === 0,
    causal: call.flag('causal'),
    keyMask,
    rates,
  };
  const units = batch * heads;
  const blocks = Math.ceil(rows / block);
  const groups = blocks * units * Math.ceil(headWidth / columns);
  call.dispatch(programOf(options), {
    inputs: { ...inputs, ...masks.inputs },
    outputs,
    uniforms: {
      ...{ queries, keys, heads, head_width: headWidth, blocks, units, groups },
      ...{ scale: call.number('scale') * LOG2E, ...masks.uniforms, ...uniforms },
    },
    threads: groups * 2 * block,
  });
}

/** y [B, T, D]; of each row two numbers, its state [B, H, T, 2]; and y again, for the gradient. */
function attention(call: KernelCall): tf.TensorInfo[] {
  const size = sizesOf(call);
  const { batch, queries, heads } = size;
  const y = call.output(call.input('q').shape);
  const state = call.output([batch, heads, queries, 2]);
  dispatchBlocks(call, attentionProgram, {
    ...{ size, masks: attentionMasks(call, size), rows: queries, mostColumns: MOST_COLUMNS },
    inputs: { q: call.floats('q'), k: call.floats('k'), v: call.floats('v') },
    outputs: { y, state },
  });
  return [y, state, call.backend.alias(y)];
}

/** Rows [B, H, T, 4]: their state, and the sums of dy * y. */
function rowsOf(call: KernelCall, { batch, queries, heads, headWidth }: AttentionSizes): tf.TensorInfo {
  const rows = call.scratch([batch, heads, queries, 4]);
  const aligned = headWidth % 4 === 0;
  const total = batch * heads * queries;
  call.expectSize('dy', total * headWidth);
  call.expectSize('y', total * headWidth);
  call.expectSize('state', 2 * total);
  call.dispatch(attentionRowsProgram({ aligned, subgroup: subgroupSizeOf(call.backend) }), {
    inputs: { dy: call.floats('dy'), y: call.floats('y'), state: call.floats('state') },
    outputs: { rows },
    uniforms: { queries, heads, elements: aligned ? headWidth / 4 : headWidth, total },
    threads: total * ROW_LANES,
  });
  return rows;
}

/** dq, dk, dv. */
function attentionGrad(call: KernelCall): tf.TensorInfo[] {
  const size = sizesOf(call);
  const names = ['dy', 'q', 'k', 'v'] as const;
  const [dq, dk, dv] = [
    call.output(call.input('q').shape),
    call.output(call.input('k').shape),
    call.output(call.input('v').shape),
  ];
  const work = {
    ...{ size, masks: attentionMasks(call, size) },
    inputs: {
      ...Object.fromEntries(names.map((name) => [name, call.floats(name)])),
      rows: rowsOf(call, size),
    },
    uniforms: { gradient_scale: call.number('scale') },
  };
  dispatchBlocks(call, attentionKeyGradProgram, {
    ...work,
    ...{ outputs: { dk, dv }, rows: size.keys, mostColumns: MOST_COLUMNS_OF_TWO },
  });
  dispatchBlocks(call, attentionQueryGradProgram, {
    ...work,
    ...{ outputs: { dq }, rows: size.queries, mostColumns: MOST_COLUMNS },
  });
  return [dq, dk, dv];
}

export function registerAttention(): void {
  registerFused('RDropAttention', attention);
  registerFused('RDropAttentionGrad', attentionGrad);
}
