import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type KernelCall, type Profile, recordKernels } from './kernel-recorder.js';
import { flops, productOf } from './matrix-product.js';
import { kernelTable, productTable } from './profile-tables.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A clock that only moves when told to. */
let clock = 0;
const now = (): number => clock;
const pass = (ms: number): void => {
  clock += ms;
};

describe('recordKernels', () => {
  it('times the kernels of each phase and puts the originals back', async () => {
    const before = tf.getKernel('Add', 'cpu');
    const profile = await recordKernels(async (onPhase) => {
      onPhase('forward');
      const a = tf.ones([4, 3]);
      const b = tf.matMul(a, a, false, true);
      pass(5);
      onPhase('backward');
      const c = tf.add(b, 1);
      pass(2);
      tf.dispose([a, b, c]);
    }, now);
    expect(tf.getKernel('Add', 'cpu')).toBe(before);
    expect(profile.calls.map(({ kernel, phase }) => [kernel, phase])).toEqual([
      ['BatchMatMul', 'forward'],
      ['Add', 'backward'],
    ]);
    expect(profile.calls[0]?.product).toEqual({ batch: 1, m: 4, n: 4, k: 3, form: 'NT' });
    expect(profile.phases).toEqual([
      { phase: 'forward', ms: 5 },
      { phase: 'backward', ms: 2 },
    ]);
  });

  it('counts a kernel that another one calls once, and restores after an error', async () => {
    const calling =
      (next: string, ms: number): tf.KernelFunc =>
      ({ inputs: { x } }) => {
        pass(ms);
        if (x === undefined) throw new Error('no x');
        return tf.engine().runKernel(next, { x: tf.engine().makeTensorFromTensorInfo(x) });
      };
    const kernelFunc = calling('InnerOfTest', 4);
    tf.registerKernel({ kernelName: 'OuterOfTest', backendName: 'cpu', kernelFunc });
    tf.registerKernel({ kernelName: 'InnerOfTest', backendName: 'cpu', kernelFunc: calling('Identity', 8) });
    try {
      const { calls } = await recordKernels(async () => {
        tf.tidy(() => tf.engine().runKernel('OuterOfTest', { x: tf.scalar(1) }));
      }, now);
      const times = calls.map(({ kernel, ms }) => [kernel, ms]);
      expect(times).toEqual([
        ['Identity', 0],
        ['InnerOfTest', 8],
        ['OuterOfTest', 4],
      ]);
      const failing = recordKernels(async () => void tf.engine().runKernel('OuterOfTest', {}));
      await expect(failing).rejects.toThrow('no x');
      expect(tf.getKernel('OuterOfTest', 'cpu').kernelFunc).toBe(kernelFunc);
    } finally {
      tf.unregisterKernel('OuterOfTest', 'cpu');
      tf.unregisterKernel('InnerOfTest', 'cpu');
    }
  });
});

describe('productOf', () => {
  const info = (...shape: number[]): tf.TensorInfo => ({ dataId: {}, shape, dtype: 'float32' });
  const call = (inputs: Record<string, tf.TensorInfo>, attrs: tf.NamedAttrMap = {}) => ({
    inputs,
    backend: {},
    attrs,
  });
  const transposed = { transposeA: true, transposeB: true };
  const plain = { transposeA: false, transposeB: false };
  const [x, dy, weight] = [info(2, 3, 5), info(2, 3, 7), info(7, 5)];
  const [q, k] = [info(2, 3, 8), info(2, 4, 8)];

  it.each([
    ['_FusedMatMul', call({ a: info(6, 5), b: info(7, 6) }, transposed), [1, 5, 7, 6, 'TT']],
    ['BatchMatMul', call({ a: info(2, 3, 5, 6), b: info(1, 3, 6, 7) }, plain), [6, 5, 7, 6, 'NN']],
    ['RDropLinear', call({ x, weight }), [1, 6, 7, 5, 'NT']],
    ['RDropLinearGradInput', call({ dy0: dy, weight0: weight }, { count: 3 }), [3, 6, 5, 7, 'NN']],
    ['RDropLinearGradWeight', call({ dy, x }), [1, 7, 5, 6, 'TN']],
    ['RDropHiddenGrad', call({ dy, weight, kept: x }), [2, 6, 5, 7, 'NN']],
    ['RDropProjectedTerms', call({ states: x, weight }, { wantsGradients: true }), [3, 6, 7, 5, 'NT']],
    ['RDropProjectedTerms', call({ states: x, weight }), [1, 6, 7, 5, 'NT']],
    ['RDropAttention', call({ q, k, v: k }, { heads: 2 }), [8, 3, 4, 4, 'NT']],
    ['RDropAttentionGrad', call({ q, k, v: k }, { heads: 2 }), [16, 3, 4, 4, 'NT']],
  ] as const)('reads %s', (kernel, parameters, expected) => {
    const found = productOf(kernel, parameters);
    const { batch = NaN, m, n, k: terms, form } = found ?? {};
    expect([batch, m, n, terms, form]).toEqual(expected);
  });

  it('counts two operations a term, and passes over other kernels', () => {
    expect(flops({ batch: 2, m: 3, n: 4, k: 5, form: 'NN' })).toBe(240);
    expect(productOf('Add', call({ a: x, b: x }))).toBeUndefined();
  });
});

describe('the tables', () => {
  const product = { batch: 1, m: 100, n: 100, k: 100, form: 'NN' } as const;
  const call = (kernel: string, phase: KernelCall['phase'], ms: number): KernelCall => ({
    kernel,
    phase,
    ms,
    product: kernel === 'BatchMatMul' ? product : undefined,
  });
  const profile: Profile = {
    calls: [
      call('Add', 'forward', 1),
      call('BatchMatMul', 'forward', 3),
      call('BatchMatMul', 'backward', 1),
      call('BatchMatMul', 'backward', 1),
    ],
    phases: [
      { phase: 'forward', ms: 6 },
      { phase: 'backward', ms: 3 },
      { phase: 'optimizer', ms: 1 },
    ],
  };

  it('split time by kernel and phase, and show what is left', () => {
    expect(kernelTable(profile)).toBe(
      [
        'kernel           calls     ms   share  forward  backward  optimizer',
        'BatchMatMul          3   5.00   50.0%     3.00      2.00',
        'Add                  1   1.00   10.0%     1.00',
        'all kernels          4   6.00   60.0%     4.00      2.00',
        'outside kernels          4.00   40.0%     2.00      1.00       1.00',
        'step                    10.00  100.0%     6.00      3.00       1.00',
        '',
      ].join('\n'),
    );
  });

  it('give the speed of products by shape', () => {
    // 2 * 100^3 operations take 3 ms forward; twice that takes 2 ms backward.
    expect(productTable(profile)).toBe(
      [
        'product      phase     form  batch    m    n    k  calls    ms  GFLOP/s',
        'BatchMatMul  forward   NN        1  100  100  100      1  3.00      0.7',
        'BatchMatMul  backward  NN        1  100  100  100      2  2.00      2.0',
        'all                                                    3  5.00      1.2',
        '',
      ].join('\n'),
    );
  });
});
