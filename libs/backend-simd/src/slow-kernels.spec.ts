import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { watched } from './slow-kernels.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const tensor = (...shape: number[]): tf.TensorInfo => ({ dataId: {}, shape, dtype: 'float32' });

/** Runs a kernel that takes so long, and returns the warnings. */
function warningsOf(milliseconds: number, inputs: tf.NamedTensorInfoMap, output: tf.TensorInfo): unknown[] {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += milliseconds));
  const kernel = watched('Reverse', () => output);
  const params = { inputs, backend: {} };
  expect(kernel(params)).toBe(output);
  expect(kernel(params)).toBe(output);
  return emit.mock.calls;
}

describe('watched kernels', () => {
  it('warn once, about a large tensor among inputs or outputs', () => {
    const message =
      "backend-simd: TensorFlow.js' own kernel 'Reverse' took 21 ms on a float32 tensor [1001, 1000]: " +
      "it is not among this backend's kernels, or not for such inputs";
    const warning = [message, { type: 'SlowKernelWarning' }];
    expect(warningsOf(21, { x: tensor(3), y: tensor(1001, 1000), z: undefined }, tensor(5))).toEqual([
      warning,
    ]);
    vi.restoreAllMocks();
    expect(warningsOf(21, {}, tensor(1001, 1000))).toEqual([warning]);
  });

  it('say nothing when quick, or on small tensors', () => {
    expect(warningsOf(20, { x: tensor(1001, 1000) }, tensor(5))).toEqual([]);
    expect(warningsOf(500, { x: tensor(1000, 1000) }, tensor(5))).toEqual([]);
  });
});

describe('RDROP_WARN_SLOW', () => {
  const program = fileURLToPath(new URL('testing/program.ts', import.meta.url));
  const args = ['--import', 'tsx', '--conditions=@rdrop/source', program, 'slow', '1'];
  const errors = async (value: string): Promise<string> => {
    const { stderr } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, RDROP_WARN_SLOW: value },
    });
    return stderr;
  };

  it('1: a stock kernel, and one that an input sends back to the stock one, each warn once', async () => {
    const lines = (await errors('1')).split('\n').filter((line) => line.includes('SlowKernelWarning'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/SlowKernelWarning: backend-simd: .* 'Sin' took \d+ ms on .* \[4000, 1000\]/);
    expect(lines[1]).toMatch(/SlowKernelWarning: backend-simd: .* 'Add' took \d+ ms on a int32 tensor/);
  });

  it('anything else: silence', async () => {
    expect(await errors('')).toBe('');
  });
});
