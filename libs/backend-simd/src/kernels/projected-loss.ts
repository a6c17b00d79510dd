import type * as tf from '@tensorflow/tfjs';
import { registerFused, type KernelCall } from '../kernel-call.js';
import { columnSlices, elementSlices } from '../threads/slice-arguments.js';
import { lossWork, positionsOf, smoothing, termsTensor } from './loss-work.js';
import { countedPositions, PositionRows } from './position-rows.js';
import { dims, expectSize, rowsOf, sizeOf } from './shapes.js';

// Each chunk costs some passes over the weight, which is as much as computing 20 rows: many rows make that small.
const CHUNK_BYTES = 16 * 2 ** 20;
const CHUNK_ROWS = 384;
// Numbers of assembly/elementwise.ts.
const ADD = 0;
const MULTIPLY = 2;

interface Sizes {
  /** V */
  readonly vocabulary: number;
  /** D */
  readonly width: number;
  /** N */
  readonly positions: number;
  /** m */
  readonly passes: number;
}

function sizesOf(call: KernelCall): Sizes {
  const [vocabulary = 0, width = 0] = dims(`${call.name} weight`, call.input('weight'), 2);
  const { rows, width: given } = rowsOf(call.input('states'));
  if (given !== width) {
    throw new Error(`${call.name}: expected states of width ${width}, as the weight has, got ${given}`);
  }
  const passes = call.number('passes');
  const positions = positionsOf(call, rows, passes);
  expectSize(`${call.name} labels`, call.input('labels'), positions);
  const { mask, bias } = call.inputs;
  if (mask !== undefined) expectSize(`${call.name} mask`, mask, positions);
  if (bias !== undefined) expectSize(`${call.name} bias`, bias, vocabulary);
  return { vocabulary, width, positions, passes };
}

/** Gradients that the chunks add to. */
interface Gradients {
  readonly dStates: tf.TensorInfo;
  readonly dWeight: tf.TensorInfo;
  readonly dBias: tf.TensorInfo | undefined;
}

function zeros(call: KernelCall, shape: readonly number[]): tf.TensorInfo {
  const info = call.backend.output(shape, 'float32');
  call.backend.linear.floats(call.backend.address(info), sizeOf(shape)).fill(0);
  return info;
}

function gradientsOf(call: KernelCall): Gradients {
  const { bias } = call.inputs;
  return {
    dStates: zeros(call, call.input('states').shape),
    dWeight: zeros(call, call.input('weight').shape),
    dBias: bias === undefined ? undefined : zeros(call, bias.shape),
  };
}

/** Positions to hold the logits of at a time: all chunks alike, none above the limit unless one position is. */
function chunkPositions(call: KernelCall, { vocabulary, passes }: Sizes, counted: number): number {
  const bytes = 4 * vocabulary * passes; // of a position
  const limit = call.number('chunkBytes') || Math.max(CHUNK_BYTES, (CHUNK_ROWS / passes) * bytes);
  const most = Math.max(1, Math.floor(limit / bytes));
  return Math.ceil(counted / Math.max(1, Math.ceil(counted / most)));
}

/** What a chunk works on: addresses of its states, logits and gradient of the states, and how many rows there are. */
interface Chunk {
  readonly rows: number;
  readonly states: number;
  readonly logits: number;
  readonly dStates: number;
}

function projectChunk(call: KernelCall, { vocabulary, width }: Sizes, chunk: Chunk): void {
  call.backend.gemm({
    ...{ m: chunk.rows, n: vocabulary, k: width },
    ...{ a: chunk.states, aRow: width, aCol: 1 },
    ...{ b: call.floats('weight'), bRow: 1, bCol: width },
    c: chunk.logits,
    bias: call.optionalFloats('bias'),
  });
}

/** The chunk's logits are gradients by now. `sums` has room for V values. */
function backChunk(
  call: KernelCall,
  { vocabulary, width }: Sizes,
  chunk: Chunk,
  { dWeight, dBias, sums }: { dWeight: tf.TensorInfo; dBias: tf.TensorInfo | undefined; sums: number },
): void {
  const { backend } = call;
  const { rows, states, logits, dStates } = chunk;
  backend.gemm({
    ...{ m: rows, n: width, k: vocabulary },
    ...{ a: logits, aRow: vocabulary, aCol: 1 },
    ...{ b: call.floats('weight'), bRow: width, bCol: 1 },
    c: dStates,
  });
  backend.gemm({
    ...{ m: vocabulary, n: width, k: rows },
    ...{ a: logits, aRow: 1, aCol: vocabulary },
    ...{ b: states, bRow: width, bCol: 1 },
    c: backend.address(dWeight),
    accumulate: true,
  });
  if (dBias === undefined) return;
  const parts = columnSlices(rows, vocabulary);
  backend.launch('columnSums', [logits, sums, vocabulary, 0, rows, parts.begin, parts.end], parts.count);
  const bias = backend.address(dBias);
  backend.launch('binaryRange', [ADD, bias, 0, sums, 0, bias, 0, vocabulary]);
}

/** Terms of all chunks, added in their order; fills the gradients when they are wanted. */
function runChunks(call: KernelCall, sizes: Sizes, gradients: Gradients | undefined): number[] {
  const { backend } = call;
  const { vocabulary, width, positions, passes } = sizes;
  const weights = smoothing(call, vocabulary);
  const coefficients = call.numbers('coefficients');
  const counted = countedPositions(call, positions);
  const most = chunkPositions(call, sizes, counted.length);
  const rowFloats = passes * most;
  const buffer = backend.output([rowFloats * (vocabulary + 2 * width) + 2 * most + vocabulary], 'float32');
  const logits = backend.address(buffer);
  const states = logits + 4 * rowFloats * vocabulary;
  const dStates = states + 4 * rowFloats * width;
  const labels = dStates + 4 * rowFloats * width;
  const mask = labels + 4 * most;
  const sums = mask + 4 * most;
  const total = Array.from({ length: 2 * passes + 1 }, () => 0);
  const source = new PositionRows(call, { counted, positions, passes, width });
  for (let from = 0; from < counted.length; from += most) {
    const size = Math.min(most, counted.length - from);
    const chunk = { rows: passes * size, states, logits, dStates };
    source.take(from, size, { states, labels, mask });
    projectChunk(call, sizes, chunk);
    const { parts, ...work } = lossWork(backend, {
      ...{ positions: size, passes, vocabulary, dTerms: coefficients },
      keepsRows: gradients !== undefined,
    });
    backend.launch(
      'lossTermsInPlace',
      [
        ...[gradients === undefined ? 0 : work.dTerms, logits, labels, source.isMasked ? mask : 0],
        ...[work.sums, work.work, vocabulary, size, passes],
        ...[parts.begin, parts.end, weights.nll, weights.every],
      ],
      parts.count,
    );
    work.total().forEach((value, i) => (total[i] = (total[i] ?? 0) + value));
    if (gradients === undefined) continue;
    backChunk(call, sizes, chunk, { ...gradients, sums });
    source.put(from, size, dStates, backend.address(gradients.dStates));
  }
  backend.disposeData(buffer.dataId);
  return total;
}

/** Terms [2m + 1], and the gradients of sum(coefficients * terms) when they are wanted. */
function projectedTerms(call: KernelCall): tf.TensorInfo[] {
  const sizes = sizesOf(call);
  const gradients = call.flag('wantsGradients') ? gradientsOf(call) : undefined;
  const terms = termsTensor(call, runChunks(call, sizes, gradients));
  if (gradients === undefined) return [terms];
  const { dStates, dWeight, dBias } = gradients;
  return [terms, dStates, dWeight, ...(dBias === undefined ? [] : [dBias])];
}

/** dy times each gradient, in place where this is its only owner. */
function scaled(call: KernelCall): tf.TensorInfo[] {
  const { backend } = call;
  const dy = call.floats('dy');
  const [factor] = backend.linear.floats(dy, 1);
  return ['dStates', 'dWeight', 'dBias'].flatMap((key) => {
    const { [key]: info } = call.inputs;
    if (info === undefined) return [];
    const from = call.floats(key);
    const isOwn = factor === 1 || backend.refCount(info.dataId) === 1;
    if (isOwn) backend.incRef(info.dataId);
    const result = isOwn ? info : backend.output(info.shape, 'float32');
    const parts = elementSlices(sizeOf(info.shape));
    const range = [backend.address(result), parts.begin, parts.end];
    if (factor !== 1) backend.launch('binaryRange', [MULTIPLY, from, 0, dy, 1, ...range], parts.count);
    return [{ dataId: result.dataId, shape: info.shape, dtype: info.dtype }];
  });
}

export function registerProjectedLoss(): void {
  registerFused('RDropProjectedTerms', projectedTerms);
  registerFused('RDropProjectedTermsGrad', scaled);
}
