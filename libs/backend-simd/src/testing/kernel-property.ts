import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { SimdBackend } from '../simd-backend.js';
import { useSimd } from './backends.js';
import { Dice, type Operand } from './dice.js';

/** One call of a kernel, by what TensorFlow.js' registry calls it. */
export interface KernelCase {
  /** By name, or in a list for the kernels that take one. */
  readonly inputs: Readonly<Record<string, Operand | undefined>> | readonly Operand[];
  readonly attrs?: tf.NamedAttrMap;
  /**
   * Largest difference allowed: in units in the last place of the expected value, or as a number. Default 0 of both,
   * which also tells -0 from 0.
   */
  readonly ulps?: number;
  readonly absolute?: number;
}

interface Result {
  readonly dtype: string;
  readonly shape: number[];
  readonly values: number[];
}

/** The results, or what the kernel threw. */
type Outcome = Result[] | Error;

const POSITIONS = new DataView(new ArrayBuffer(4));

/** Floats in order, one apart; both zeros are 0. */
function position(value: number): number {
  POSITIONS.setFloat32(0, value);
  const bits = POSITIONS.getInt32(0);
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

function isClose(found: number, expected: number, { ulps = 0, absolute = 0 }: KernelCase): boolean {
  if (Object.is(found, expected)) return true;
  if (ulps === 0 && absolute === 0) return false;
  if (found === expected || Math.abs(found - expected) <= absolute) return true;
  return Math.abs(position(found) - position(expected)) <= ulps;
}

function resultOf(tensor: tf.Tensor): Result {
  return { dtype: tensor.dtype, shape: tensor.shape, values: Array.from(tensor.dataSync()) };
}

function run(name: string, given: KernelCase, prepare: (tensor: tf.Tensor) => void): Outcome {
  tf.engine().startScope();
  try {
    // Kernels that take a list get an array, whose keys are numbers.
    const inputs: tf.NamedTensorMap = Array.isArray(given.inputs) ? Object.assign([]) : {};
    for (const [key, operand] of Object.entries(given.inputs)) {
      if (operand === undefined) continue;
      const tensor = tf.tensor(operand.values, operand.shape, operand.dtype);
      prepare(tensor);
      inputs[key] = tensor;
    }
    const results = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, given.attrs ?? {});
    return (Array.isArray(results) ? results : [results]).map(resultOf);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    tf.engine().endScope();
  }
}

function describeCase(name: string, { inputs, attrs }: KernelCase): string {
  const operands = Object.entries(inputs).map(([key, operand]) =>
    operand === undefined ? '' : `${key}: ${operand.dtype} [${operand.shape.join()}]`,
  );
  return `${name}(${operands.join(', ')}) ${JSON.stringify(attrs ?? {})}`;
}

function expectSame(found: Outcome, expected: Outcome, given: KernelCase): void {
  if (expected instanceof Error) {
    expect(found, `an error, as the stock kernel's: ${expected.message}`).toBeInstanceOf(Error);
    return;
  }
  if (found instanceof Error) throw found;
  expect(found.map(({ dtype, shape }) => `${dtype} [${shape.join()}]`)).toEqual(
    expected.map(({ dtype, shape }) => `${dtype} [${shape.join()}]`),
  );
  expected.forEach(({ values }, output) => {
    const mine = found[output]?.values ?? [];
    expect(mine).toHaveLength(values.length);
    const wrong = values.findIndex((value, i) => !isClose(mine[i] ?? NaN, value, given));
    if (wrong >= 0) {
      expect.fail(`output ${output}, element ${wrong}: expected ${values[wrong]}, got ${mine[wrong]}`);
    }
  });
}

/**
 * Holds a kernel to the stock one on `count` seeded cases: type, shape and values, or an error where it gives one; half of
 * them with inputs that lie in the WebAssembly memory already. No block or tensor may stay behind.
 */
export async function expectProperty(
  name: string,
  makeCase: (dice: Dice) => KernelCase,
  count = 150,
): Promise<void> {
  const backend: SimdBackend = await useSimd();
  for (let index = 0; index < count; index++) {
    const given = makeCase(new Dice(1000 * name.length + index));
    const isResident = index % 2 === 0;
    const { heapBlocks } = backend.memory();
    const { numTensors } = tf.memory();
    const found = run(name, given, (tensor) => {
      if (isResident) backend.address(tensor);
    });
    try {
      expect(backend.memory().heapBlocks - heapBlocks, 'blocks left').toBe(0);
      expect(tf.memory().numTensors - numTensors, 'tensors left').toBe(0);
      void tf.setBackend('cpu');
      const expected = run(name, given, () => undefined);
      expectSame(found, expected, given);
    } catch (error) {
      if (error instanceof Error)
        error.message = `case ${index}, ${describeCase(name, given)}: ${error.message}`;
      throw error;
    } finally {
      void tf.setBackend('simd');
    }
  }
}
