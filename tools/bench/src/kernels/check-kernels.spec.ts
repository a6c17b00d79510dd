import { startEngine } from '@rdrop/engine';
import { FUSED_KERNELS } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkKernels, KERNEL_CASES } from './check-kernels.js';
import { type KernelCase, random } from './kernel-case.js';

const NAME = 'RDropGelu';
const backends = { tried: 'simd', reference: 'cpu' };

beforeAll(async () => {
  await startEngine('simd', { threads: 1, blas: 'off' });
});

/** Cases of the smallest tensors, so that it takes no time: the first of every kind. */
const SMALL = FUSED_KERNELS.flatMap((kernel) => {
  const first = KERNEL_CASES.find(({ kernels }) => kernels.includes(kernel));
  return first === undefined ? [] : [first];
});

describe('checkKernels', () => {
  it('has a case for every kernel', () => {
    expect(new Set(KERNEL_CASES.flatMap(({ kernels }) => kernels))).toEqual(new Set(FUSED_KERNELS));
  });

  it('finds every kernel of an engine equal, and holds on to nothing', async () => {
    const before = tf.memory().numTensors;
    const checks = await checkKernels(backends, [...new Set(SMALL)]);
    // Mixed precision's, which the engine does not know.
    const rest = ['RDropAdamCorrections', 'RDropLossScale'].map((kernel) => [kernel, 'absent']);
    const found = checks.flatMap(({ kernel, outcome }) => (outcome === 'equal' ? [] : [[kernel, outcome]]));
    expect(found).toEqual(rest);
    expect(checks.map(({ kernel }) => kernel)).toEqual(FUSED_KERNELS);
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe('simd');
  });

  it('knows absent kernels', async () => {
    const checks = await checkKernels({ tried: 'cpu', reference: 'cpu' }, SMALL.slice(0, 1));
    expect(new Set(checks.map(({ outcome }) => outcome))).toEqual(new Set(['absent']));
  });

  describe('with a kernel that is broken', () => {
    const whole = tf.getKernel(NAME, 'simd');
    const replace = (change: (values: Float32Array) => void) => {
      tf.unregisterKernel(NAME, 'simd');
      tf.registerKernel({
        ...{ kernelName: NAME, backendName: 'simd' },
        kernelFunc: ({ inputs }) => {
          const x = inputs['x'];
          if (x === undefined) throw new Error('expected x');
          const values = new Float32Array(tf.util.sizeFromShape(x.shape));
          change(values);
          return tf.tensor(values, x.shape);
        },
      });
    };
    const kernel = () => tf.getKernel(NAME, 'simd');
    let before = whole;
    beforeAll(() => {
      before = kernel();
    });
    afterAll(() => {
      tf.unregisterKernel(NAME, 'simd');
      if (before !== undefined) tf.registerKernel(before);
    });
    const cases = KERNEL_CASES.filter(({ kernels }) => kernels.includes(NAME));
    const outcome = async () => (await checkKernels(backends, cases)).find((check) => check.kernel === NAME);

    it('says what it does wrong', async () => {
      replace(() => undefined);
      const found = await outcome();
      expect(found).toMatchObject({ outcome: 'wrong', cases: 1, tolerance: 2e-6, note: 'gelu of [301]' });
      // GELU of nearly 6.
      expect(found?.deviation).toBeCloseTo(1, 3);
    });

    it('tells values that are no numbers from others', async () => {
      replace((values) => values.fill(NaN, 7, 8));
      expect(await outcome()).toMatchObject({ outcome: 'wrong', deviation: null });
    });

    it('goes on when it does not run', async () => {
      replace(() => {
        throw new Error('the GPU was lost');
      });
      expect(await outcome()).toMatchObject({ outcome: 'failed', note: 'gelu of [301]: the GPU was lost' });
    });
  });

  it('complains of a kernel that no case runs', async () => {
    const idle: KernelCase = {
      ...{ title: 'nothing', kernels: ['RDropAdam'], tolerance: 0 },
      run: () => ({ RDropAdam: [random(1, 3)] }),
    };
    const checks = await checkKernels(backends, [idle]);
    expect(checks.find(({ kernel }) => kernel === 'RDropAdam')).toMatchObject({
      outcome: 'failed',
      note: 'no case runs it',
    });
  });
});
