import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBenchEngine } from './engine.js';

const blas = 'off';

describe('startBenchEngine', () => {
  it('starts the stock backend as well as ours', async () => {
    expect(await startBenchEngine('cpu', { blas, threads: 2 })).toMatchObject({ name: 'cpu', threads: 1 });
    expect(tf.getBackend()).toBe('cpu');
    expect(await startBenchEngine('simd', { blas, threads: 1 })).toMatchObject({ name: 'simd', threads: 1 });
    expect(tf.getBackend()).toBe('simd');
  });

  it('says how to get the wasm backend', async () => {
    const load = () => Promise.reject(new Error("Cannot find package 'it'\nRequire stack: ..."));
    await expect(startBenchEngine('wasm', { blas, load })).rejects.toThrow(
      "engine 'wasm': @tensorflow/tfjs-backend-wasm does not load (Cannot find package 'it'); " +
        'run: npm install --no-save @tensorflow/tfjs-backend-wasm@4.22.0',
    );
  });

  it('starts the wasm backend when there is one, with the threads asked for', async () => {
    let threads = 0;
    const load = async (specifier: string) => {
      expect(specifier).toBe('@tensorflow/tfjs-backend-wasm');
      tf.registerBackend('wasm', () => tf.findBackend('cpu'));
      return { setThreadsCount: (count: number) => (threads = count) };
    };
    expect(await startBenchEngine('wasm', { blas, threads: 2, load })).toMatchObject({
      name: 'wasm',
      threads: 2,
    });
    expect(threads).toBe(2);
    expect(tf.getBackend()).toBe('wasm');
    tf.removeBackend('wasm');
  });

  it.each([
    ['webgpu', /^engine 'webgpu': /],
    ['tensorflow', /^engine 'tensorflow': no TensorFlow package is installed/],
  ] as const)('passes on why %s is not to be had', async (name, sentence) => {
    await expect(startBenchEngine(name, { blas, gpu: 'Abacus' })).rejects.toMatchObject({
      message: expect.stringMatching(sentence),
      expected: true,
    });
  });
});
