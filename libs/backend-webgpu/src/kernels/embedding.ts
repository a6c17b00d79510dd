import { rowsOf, sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { type ElementType, programFamily } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { sortedPositions } from './sorted-positions.js';

/** Sorted positions whose rows a workgroup adds up, and its threads. */
const SEGMENT = 32;
const THREADS = 64;
/** Rows that a thread has asked for at a time. */
const AHEAD = 8;

const elementOf = (aligned: boolean): ElementType => (aligned ? 'vec4<f32>' : 'f32');

/** y = scale * table[id]; a NaN where there is no such row, for no kernel can throw for what the GPU finds. */
const lookUpProgram = programFamily('RDropEmbedding', ({ aligned }: { aligned: boolean }) => ({
  inputs: { table: elementOf(aligned), ids: 'i32' },
  outputs: { y: elementOf(aligned) },
  uniforms: { size: 'u32', width: 'u32', rows: 'i32', scale: 'f32', not_a_number: 'u32' },
  workgroup: [256, 1, 1],
  main: `
  if (index >= u.size) { return; }
  let id = ids[index / u.width];
  if (id < 0 || id >= u.rows) { y[index] = ${elementOf(aligned)}(bitcast<f32>(u.not_a_number)); return; }
  y[index] = table[u32(id) * u.width + index % u.width] * u.scale;`,
}));

const NOT_A_NUMBER = 0x7fc00000;

/** Rows as elements that programs take at a time. */
function elements(width: number): { aligned: boolean; width: number } {
  return width % 4 === 0 ? { aligned: true, width: width / 4 } : { aligned: false, width };
}

function embedding(call: KernelCall): tf.TensorInfo {
  const [rows = 0, columns = 0] = call.dims('table', 2);
  const ids = call.ints('ids');
  const { aligned, width } = elements(columns);
  const y = call.output([...ids.shape, columns]);
  const size = sizeOf(ids.shape) * width;
  call.dispatch(lookUpProgram({ aligned }), {
    ...{ inputs: { table: call.floats('table'), ids }, outputs: { y }, threads: size },
    uniforms: { size, width, rows, scale: call.number('scale'), not_a_number: NOT_A_NUMBER },
  });
  return y;
}

/** The id of sorted position i, or -1 beyond the ends and where it does not count. */
const ID_AT = `
fn id_at(i: i32) -> i32 {
  if (i < 0 || i >= i32(u.count)) { return -1; }
  let id = ids[positions[i]];
  return select(-1, id, id >= 0 && id < i32(u.rows) && id != u.padding);
}`;

const SIZES = { count: 'u32', width: 'u32', rows: 'u32', padding: 'i32', scale: 'f32' } as const;

const ahead = (code: (i: number) => string) =>
  Array.from({ length: AHEAD }, (_, i) => code(i)).join('\n    ');

/**
 * Adds up runs of one id within a segment of the sorted positions. A run that lies in the segment is a row of the table; one
 * that goes on in the next is left in `partial` [segments, 2, D]: number 0 when it began before the segment, else number 1.
 */
const segmentProgram = programFamily('RDropEmbeddingGrad', ({ aligned }: { aligned: boolean }) => {
  const element = elementOf(aligned);
  return {
    inputs: { dy: element, ids: 'i32', positions: 'i32' },
    outputs: { table: element, partial: element },
    uniforms: SIZES,
    workgroup: [THREADS, 1, 1],
    declarations: `${ID_AT}
var<workgroup> segment_ids: array<i32, ${SEGMENT + 2}>;
var<workgroup> segment_rows: array<u32, ${SEGMENT}>;`,
    main: `
  let begin = group.x * ${SEGMENT}u;
  if (lane < ${SEGMENT + 2}u) { segment_ids[lane] = id_at(i32(begin + lane) - 1); }
  if (lane < ${SEGMENT}u) { segment_rows[lane] = u32(positions[min(begin + lane, u.count - 1u)]) * u.width; }
  workgroupBarrier();
  let column = group.y * ${THREADS}u + lane;
  if (column >= u.width) { return; }
  var sum = ${element}();
  var began_before = true;
  for (var first = 0u; first < ${SEGMENT}u; first += ${AHEAD}u) {
    ${ahead((i) => `let row${i} = dy[segment_rows[first + ${i}u] + column];`)}
    ${ahead(
      (i) => `{
      let i = first + ${i}u;
      let id = segment_ids[i + 1u];
      if (id != segment_ids[i]) {
        sum = ${element}();
        began_before = false;
      }
      sum += row${i};
      let goes_on = id == segment_ids[i + 2u];
      if (id >= 0 && (!goes_on || i == ${SEGMENT - 1}u)) {
        if (goes_on || began_before) {
          partial[(2u * group.x + select(1u, 0u, began_before)) * u.width + column] = sum;
        } else { table[u32(id) * u.width + column] = sum * u.scale; }
      }
    }`,
    )}
  }`,
  };
});

/** Adds up runs that go over several segments; the workgroup of the segment where one begins. */
const joinProgram = programFamily('RDropEmbeddingGrad join', ({ aligned }: { aligned: boolean }) => {
  const element = elementOf(aligned);
  return {
    inputs: { partial: element, ids: 'i32', positions: 'i32' },
    outputs: { table: element },
    uniforms: SIZES,
    workgroup: [THREADS, 1, 1],
    declarations: ID_AT,
    main: `
  let begin = i32(group.x * ${SEGMENT}u);
  let last = begin + ${SEGMENT - 1};
  let id = id_at(last);
  if (id < 0 || id_at(last + 1) != id || (id_at(begin) == id && id_at(begin - 1) == id)) { return; }
  let column = group.y * ${THREADS}u + lane;
  if (column >= u.width) { return; }
  var sum = partial[(2u * group.x + 1u) * u.width + column];
  for (var segment = group.x + 1u; id_at(i32(segment * ${SEGMENT}u)) == id; segment++) {
    sum += partial[2u * segment * u.width + column];
  }
  table[u32(id) * u.width + column] = sum * u.scale;`,
  };
});

/**
 * The sum of the rows of dy of each id, by sorting positions by id: at a cost that grows with the number of ids, and in an
 * order that is always the same.
 */
function embeddingGrad(call: KernelCall): tf.TensorInfo {
  const [rows, padding] = [call.number('rows'), call.number('paddingId')];
  const dy = call.floats('dy');
  const columns = rowsOf(dy).width;
  const ids = call.ints('ids');
  const count = sizeOf(ids.shape);
  call.expectSize('dy', count * columns);
  const table = call.zeros([rows, columns]);
  if (sizeOf(table.shape) === 0 || count === 0) return table;
  const { aligned, width } = elements(columns);
  const positions = sortedPositions(call, ids, { count, rows, padding });
  const segments = Math.ceil(count / SEGMENT);
  const partial = call.scratch([segments, 2, columns]);
  const common = {
    uniforms: { count, width, rows, padding, scale: call.number('scale') },
    groups: [segments, Math.ceil(width / THREADS), 1] as const,
  };
  const outputs = { table, partial };
  call.dispatch(segmentProgram({ aligned }), { ...common, inputs: { dy, ids, positions }, outputs });
  if (segments === 1) return table;
  call.dispatch(joinProgram({ aligned }), {
    ...{ ...common, inputs: { partial, ids, positions }, outputs: { table } },
  });
  return table;
}

export function registerEmbedding(): void {
  registerFused('RDropEmbedding', embedding);
  registerFused('RDropEmbeddingGrad', embeddingGrad);
}
