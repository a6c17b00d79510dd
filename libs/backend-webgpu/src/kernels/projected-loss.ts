import { rowsOf, sizeOf } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { addOnto } from './add-n.js';
import { columnSums } from './column-sums.js';
import { gemm } from './gemm.js';
import { type LossSizes, positionsOf, runLoss, sumTerms } from './loss.js';
import { type PositionRange, putRows, takeRows } from './position-rows.js';

/** Logits held at a time: thousands of rows of a large vocabulary, so that products are large and dispatches few. */
const CHUNK_BYTES = 256 * 2 ** 20;

interface Sizes extends LossSizes {
  /** D */
  readonly width: number;
}

function sizesOf(call: KernelCall): Sizes {
  const [classes = 0, width = 0] = call.dims('weight', 2);
  const { rows, width: given } = rowsOf(call.floats('states'));
  if (given !== width) {
    throw new Error(`${call.name}: expected states of width ${width}, as the weight has, got ${given}`);
  }
  const passes = call.number('passes');
  if (call.has('bias')) call.expectSize('bias', classes);
  return { classes, width, passes, positions: positionsOf(call, rows, passes), terms: 2 * passes + 1 };
}

/** Positions to hold the logits of at a time: all chunks alike, none above the limit unless one position is. */
function chunkPositions(call: KernelCall, { classes, passes, positions }: Sizes): number {
  const { maxStorageBufferBindingSize, maxBufferSize } = call.backend.device.limits;
  const wanted = call.number('chunkBytes') || CHUNK_BYTES;
  const bytes = Math.min(wanted, maxStorageBufferBindingSize, maxBufferSize);
  const most = Math.max(1, Math.floor(bytes / (4 * classes * passes)));
  return Math.ceil(positions / Math.max(1, Math.ceil(positions / most)));
}

const coefficientsProgram = programFamily('coefficients', ({ count }: { count: number }) => {
  const names = Array.from({ length: count }, (_, i) => `c${i}`);
  return {
    inputs: {},
    outputs: { y: 'f32' },
    stepValues: Object.fromEntries(names.map((name) => [name, 'f32' as const])),
    workgroup: [1, 1, 1],
    main: names.map((name, i) => `  y[${i}] = step_${name}();`).join('\n'),
  };
});

/** The gradient of the terms: the factors that the loss weighs them with, which may change from step to step. */
function coefficients(call: KernelCall, terms: number): tf.TensorInfo {
  const values = call.numbers('coefficients');
  if (values.length !== terms) {
    throw new Error(`${call.name}: expected ${terms} coefficients, got ${values.length}`);
  }
  const y = call.scratch([terms]);
  const stepValues = Object.fromEntries(values.map((value, i) => [`c${i}`, value]));
  call.dispatch(coefficientsProgram({ count: terms }), {
    inputs: {},
    outputs: { y },
    stepValues,
    threads: 1,
  });
  return y;
}

/** Gradients that the chunks add to. */
interface Gradients {
  readonly dTerms: tf.TensorInfo;
  readonly dStates: tf.TensorInfo;
  readonly dWeight: tf.TensorInfo;
  readonly dBias: tf.TensorInfo | undefined;
}

function gradientsOf(call: KernelCall, { terms, positions }: Sizes): Gradients {
  const like = (key: string) => {
    const { shape } = call.floats(key);
    return positions === 0 ? call.zeros(shape) : call.output(shape);
  };
  return {
    dTerms: coefficients(call, terms),
    dStates: like('states'),
    dWeight: like('weight'),
    dBias: call.has('bias') ? like('bias') : undefined,
  };
}

/** Where a chunk lies: rows [m*count, ...] of states, logits and gradients of the states. */
interface Chunk {
  readonly rows: number;
  readonly isFirst: boolean;
  readonly states: tf.TensorInfo;
  readonly logits: tf.TensorInfo;
  readonly dStates: tf.TensorInfo;
}

/** Adds to the gradients what the chunk, whose logits are gradients by now, has of them. */
function backChunk(
  call: KernelCall,
  { classes, width }: Sizes,
  chunk: Chunk,
  { dWeight, dBias }: Gradients,
): void {
  const { rows, isFirst, states, logits, dStates } = chunk;
  const ofStates = { m: rows, n: width, k: classes, a: logits, b: call.floats('weight'), c: dStates };
  // These gradients are made before the loss scale multiplies them.
  gemm(call, { ...ofStates, boostA: true });
  const ofWeight = { m: classes, n: width, k: rows, a: logits, transposeA: true, b: states, c: dWeight };
  gemm(call, { ...ofWeight, accumulate: !isFirst, boostA: true });
  if (dBias === undefined) return;
  const sums = isFirst ? dBias : call.scratch([classes]);
  columnSums(call, logits, sums, { rows, width: classes });
  if (!isFirst) addOnto(call, dBias, sums);
}

/** Fills the row terms [N, 2m + 1], and the gradients when they are wanted, a chunk of positions after the other. */
function runChunks(call: KernelCall, sizes: Sizes, rowTerms: tf.TensorInfo, gradients?: Gradients): void {
  const { classes, width, positions, passes } = sizes;
  const most = chunkPositions(call, sizes);
  const isWhole = most >= positions;
  const whole = { states: call.floats('states'), dStates: gradients?.dStates ?? call.floats('states') };
  const states = isWhole ? whole.states : call.scratch([passes * most, width]);
  const dStates = isWhole || gradients === undefined ? whole.dStates : call.scratch([passes * most, width]);
  const logits = call.scratch([passes * most, classes]);
  for (let first = 0; first < positions; first += most) {
    const count = Math.min(most, positions - first);
    const range: PositionRange = { first, count, positions, passes, width };
    const chunk = { rows: passes * count, isFirst: first === 0, states, logits, dStates };
    if (!isWhole) takeRows(call, range, whole.states, states);
    const operands = { a: states, b: call.floats('weight'), transposeB: true, c: logits };
    gemm(call, { m: chunk.rows, n: classes, k: width, ...operands, bias: call.optionalFloats('bias') });
    const part = { ...sizes, positions: count, first };
    if (gradients === undefined) {
      runLoss(call, 'terms', part, { inputs: { logits }, outputs: { row_terms: rowTerms } });
      continue;
    }
    const outputs = { logits, row_terms: rowTerms };
    runLoss(call, 'in place', part, { inputs: { d_terms: gradients.dTerms }, outputs });
    backChunk(call, sizes, chunk, gradients);
    if (!isWhole) putRows(call, range, dStates, whole.dStates);
  }
}

/** Terms [2m + 1], and the gradients of sum(coefficients * terms) when they are wanted. */
function projectedTerms(call: KernelCall): tf.TensorInfo[] {
  const sizes = sizesOf(call);
  const rowTerms = call.scratch([sizes.positions, sizes.terms]);
  const gradients = call.flag('wantsGradients') ? gradientsOf(call, sizes) : undefined;
  runChunks(call, sizes, rowTerms, gradients);
  const terms = sumTerms(call, rowTerms);
  if (gradients === undefined) return [terms];
  const { dStates, dWeight, dBias } = gradients;
  return [terms, dStates, dWeight, ...(dBias === undefined ? [] : [dBias])];
}

/** Of a loss that is itself differentiated, the usual case, dy is 1: then nothing is read and written in place. */
const scaleProgram = programFamily('RDropProjectedTermsGrad', ({ inPlace }: { inPlace: boolean }) => ({
  inputs: inPlace ? { dy: 'f32' } : { dy: 'f32', x: 'vec4<f32>' },
  outputs: { y: 'vec4<f32>' },
  uniforms: { vectors: 'u32' },
  workgroup: [256, 1, 1],
  main: `
  let factor = dy[0];
  if (index >= u.vectors${inPlace ? ' || factor == 1.0' : ''}) { return; }
  y[index] = ${inPlace ? 'y' : 'x'}[index] * factor;`,
}));

/** dy times each gradient, in place where this is its only owner. */
function scaled(call: KernelCall): tf.TensorInfo[] {
  const dy = call.floats('dy');
  const keys = ['dStates', 'dWeight', 'dBias'].filter((key) => call.has(key));
  return keys.map((key) => {
    const x = call.floats(key);
    const inPlace = call.backend.refCount(x.dataId) === 1;
    const y = inPlace ? call.alias(key) : call.output(x.shape);
    const vectors = Math.ceil(sizeOf(x.shape) / 4);
    call.dispatch(scaleProgram({ inPlace }), {
      inputs: inPlace ? { dy } : { dy, x },
      ...{ outputs: { y }, uniforms: { vectors }, threads: vectors },
    });
    return y;
  });
}

export function registerProjectedLoss(): void {
  registerFused('RDropProjectedTerms', projectedTerms);
  registerFused('RDropProjectedTermsGrad', scaled);
}
