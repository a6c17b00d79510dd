import { util } from '@tensorflow/tfjs';

/** What is used of the stock backend's programs, when they come to be recorded. */
export interface StockProgram {
  readonly pipeline: GPUComputePipeline;
  readonly dispatch: readonly [number, number, number];
  readonly outputShape: number[];
  readonly outputComponent?: number;
  readonly pixelsOpType?: number;
  /** Whether it gets the number of elements. */
  readonly size?: boolean;
}

/** One field of a stock program's uniforms: a scalar or vector. */
export interface StockUniform {
  readonly type: string;
  readonly data: readonly number[];
}

const scalar = (type: string, value: number): StockUniform => ({ type, data: [value] });
const integers = (data: readonly number[]): StockUniform => ({ type: 'int32', data });

/** Words between which a field of so many may begin: WGSL aligns vectors of two to 8 bytes, longer ones to 16. */
function alignment(length: number, before: number): number {
  // Five and six are structs, which also push what follows them to the next 16 bytes.
  if (length >= 3 || before >= 5) return 4;
  return length;
}

function fieldsOf(
  program: StockProgram,
  shapes: readonly number[][],
  own: readonly StockUniform[],
): StockUniform[] {
  const fields: StockUniform[] = [];
  if (program.pixelsOpType === undefined) {
    fields.push(scalar('float32', NaN), scalar('float32', Infinity));
    for (const shape of shapes) fields.push(integers(shape), integers(util.computeStrides(shape)));
  } else fields.push(integers(util.computeStrides(program.outputShape)));
  if (program.size === true) {
    const size = util.sizeFromShape(program.outputShape);
    fields.push(scalar('int32', size / (program.outputComponent ?? 1)));
  }
  return [...fields, ...own];
}

/**
 * The uniform block that a stock program expects: NaN, Infinity, shape and strides of its inputs and then its output, the
 * number of elements, and fields of its own.
 */
export function stockUniforms(
  program: StockProgram,
  shapes: readonly number[][],
  own: readonly StockUniform[],
): Uint32Array {
  const fields = fieldsOf(program, shapes, own).map(({ type, data }) => ({
    type,
    data: data.length === 0 ? [1] : data, // a scalar's shape
  }));
  const places: number[] = [];
  let words = 0;
  let widest = 1;
  fields.forEach(({ data }, i) => {
    const step = alignment(data.length, fields[i - 1]?.data.length ?? 0);
    widest = Math.max(widest, step);
    const place = Math.ceil(words / step) * step;
    places.push(place);
    words = place + data.length;
  });
  const block = new DataView(new ArrayBuffer(Math.ceil(words / widest) * widest * 4));
  fields.forEach(({ type, data }, i) => {
    data.forEach((value, k) => {
      const at = 4 * ((places[i] ?? 0) + k);
      if (type === 'int32') block.setInt32(at, value, true);
      else if (type === 'uint32') block.setUint32(at, value, true);
      else block.setFloat32(at, value, true);
    });
  });
  return new Uint32Array(block.buffer);
}

/**
 * The key of a stock program's pipeline, with what its source depends on and its key leaves out: programs of cumulative sums
 * hold the length they run along.
 */
export function completeKey({
  shaderKey,
  outputShape,
}: {
  shaderKey: string;
  outputShape: number[];
}): string {
  return shaderKey.startsWith('cum_') ? `${shaderKey}_${outputShape.at(-1) ?? 1}` : shaderKey;
}
