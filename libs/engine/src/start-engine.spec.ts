import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseEngineChoice } from './engine-info.js';
import type { ModuleLoader } from './module-loader.js';
import { availableEngines, startEngine } from './start-engine.js';

const nothing: ModuleLoader = { has: () => false, load: () => Promise.reject(new Error('not asked')) };

/** As tfjs-node does on import: registers a backend 'tensorflow' (here the stock cpu one under that name). */
function fakeTensorflow(names: string[], gpu: boolean): ModuleLoader {
  return {
    has: (specifier) => names.includes(specifier),
    load: () => {
      const backend = tf.findBackendFactory('cpu')();
      if (backend instanceof Promise) throw new Error('expected a synchronous backend');
      Reflect.set(backend, 'isUsingGpuDevice', gpu);
      tf.registerBackend('tensorflow', () => backend);
      return Promise.resolve({});
    },
  };
}

function broken(names: string[]): ModuleLoader {
  return {
    has: (specifier) => names.includes(specifier),
    load: (specifier) => Promise.reject(new Error(`no library for ${specifier}\nsecond line`)),
  };
}

afterEach(() => {
  vi.restoreAllMocks();
  if (tf.engine().registryFactory['tensorflow'] !== undefined) tf.removeBackend('tensorflow');
});

describe('startEngine', () => {
  it('auto takes simd when no TensorFlow package is installed, and prints nothing', async () => {
    const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
    const info = await startEngine('auto', { loader: nothing });
    expect(tf.getBackend()).toBe('simd');
    expect(tf.tidy(() => Array.from(tf.matMul(tf.ones([1, 3]), tf.ones([3, 1])).dataSync()))).toEqual([3]);
    expect(info).toMatchObject({ name: 'simd', notes: [] });
    expect(info.threads).toBeGreaterThanOrEqual(1);
    expect(info.device).toMatch(/, \d+ cores?$/);
    expect(info.versions).toMatchObject({ node: process.versions.node, '@tensorflow/tfjs': '4.22.0' });
    expect(info.versions['kernels']).toMatch(/^(strict|relaxed|wide)$/);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it('starting twice is harmless', async () => {
    await startEngine('simd');
    expect(await startEngine('simd')).toMatchObject({ name: 'simd' });
  });

  it('auto prefers the GPU package', async () => {
    const loader = fakeTensorflow(['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'], true);
    const info = await startEngine('auto', { loader });
    expect(tf.getBackend()).toBe('tensorflow');
    expect(info).toMatchObject({ name: 'tensorflow', device: 'NVIDIA GPU (CUDA)' });
    expect(info.versions['package']).toBe('@tensorflow/tfjs-node-gpu');
  });

  it('takes the plain package when it is the only one, and says it runs on the processor', async () => {
    const info = await startEngine('tensorflow', {
      loader: fakeTensorflow(['@tensorflow/tfjs-node'], false),
    });
    expect(info.versions['package']).toBe('@tensorflow/tfjs-node');
    expect(info.device).toMatch(/cores?$/);
  });

  it('auto falls back when an installed package does not load, and says why', async () => {
    const info = await startEngine('auto', { loader: broken(['@tensorflow/tfjs-node']) });
    expect(info.name).toBe('simd');
    expect(info.notes).toEqual([
      "engine 'tensorflow': @tensorflow/tfjs-node is installed but does not load (no library for @tensorflow/tfjs-node)",
    ]);
  });

  it('an explicit choice never falls back', async () => {
    await expect(startEngine('tensorflow', { loader: nothing })).rejects.toThrow(
      "engine 'tensorflow': no TensorFlow package is installed; run: npm install @tensorflow/tfjs-node@4.22.0",
    );
    await expect(
      startEngine('tensorflow', { loader: broken(['@tensorflow/tfjs-node-gpu']) }),
    ).rejects.toThrow('is installed but does not load (no library for @tensorflow/tfjs-node-gpu)');
    const silent: ModuleLoader = { has: () => true, load: () => Promise.resolve({}) };
    await expect(startEngine('tensorflow', { loader: silent })).rejects.toThrow('registered no backend');
  });

  it('webgpu says what it lacks', async () => {
    await expect(startEngine('webgpu', { loader: nothing })).rejects.toThrow(
      "engine 'webgpu': the package 'webgpu' is not installed; run: npm install webgpu@",
    );
    // One of two sentences, as there is a GPU here or not.
    await expect(startEngine('webgpu', { gpu: 'Abacus' })).rejects.toThrow(
      /^engine 'webgpu': expected (one of 0: .*, got 'Abacus'|a GPU with a driver for Vulkan, .*)$/,
    );
  });

  it('restores what Node 23 removed from util before the package loads', async () => {
    const original: unknown = Reflect.get(util, 'isNullOrUndefined');
    Reflect.set(util, 'isNullOrUndefined', undefined);
    try {
      await startEngine('tensorflow', { loader: fakeTensorflow(['@tensorflow/tfjs-node'], false) });
      const restored: unknown = Reflect.get(util, 'isNullOrUndefined');
      expect(typeof restored === 'function' && [null, undefined, 0].map((x): unknown => restored(x))).toEqual(
        [true, true, false],
      );
    } finally {
      Reflect.set(util, 'isNullOrUndefined', original);
    }
  });
});

describe('choices', () => {
  it('lists what can be started', async () => {
    expect(await availableEngines({ loader: nothing })).toEqual(['simd']);
    const installed = { loader: broken(['@tensorflow/tfjs-node']) };
    expect(await availableEngines(installed)).toEqual(['simd', 'tensorflow']);
  });

  it('parses choices and names the valid ones', () => {
    expect(parseEngineChoice('auto')).toBe('auto');
    expect(parseEngineChoice('webgpu')).toBe('webgpu');
    expect(() => parseEngineChoice('cuda')).toThrow(
      "engine: expected one of auto, simd, tensorflow, webgpu, got 'cuda'",
    );
  });
});
