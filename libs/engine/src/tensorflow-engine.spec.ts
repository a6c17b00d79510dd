import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, expect, it } from 'vitest';
import { type ModuleLoader, modulesFrom } from './module-loader.js';
import { startEngine } from './start-engine.js';

const [GPU, CPU] = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
const folder = mkdtempSync(join(tmpdir(), 'rdrop-engine-'));
let count = 0;

afterAll(() => {
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  if (tf.engine().registryFactory['tensorflow'] !== undefined) tf.removeBackend('tensorflow');
});

/** A project with these packages, each with the code that it runs when it is loaded. */
function project(packages: Readonly<Record<string, string>>): ModuleLoader {
  const root = join(folder, String(count++));
  for (const [name, code] of Object.entries(packages)) {
    const home = join(root, 'node_modules', name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '4.22.0', main: 'main.js' }));
    writeFileSync(join(home, 'main.js'), code);
  }
  return modulesFrom(pathToFileURL(join(root, 'file.js')).href);
}

const throwing = (message: string) => `throw new Error(${JSON.stringify(message)});`;

/** As the package does: registers a backend, here the stock one of the processor, in the copy that tests use. */
const registering = 'globalThis.registerTensorflow();';
Reflect.set(globalThis, 'registerTensorflow', () => {
  tf.registerBackend('tensorflow', () => tf.findBackend('cpu'));
});

const CUDA = /an NVIDIA driver from version 450 on, CUDA 11\.2 and cuDNN 8\.1.* LD_LIBRARY_PATH/;

it.each([
  [
    'CUDA',
    'libcudart.so.11.0: cannot open shared object file: No such file or directory',
    /^engine 'tensorflow': @tensorflow\/tfjs-node-gpu is installed but does not load \(libcudart\.so\.11\.0: cannot open shared object file: No such file or directory\); CUDA is missing: it needs an NVIDIA driver from version 450 on, CUDA 11\.2 and cuDNN 8\.1.*$/,
  ],
  ['cuDNN', 'libcudnn.so.8: cannot open shared object file: No such file or directory', CUDA],
  ['the driver', 'libcuda.so.1: cannot open shared object file: No such file or directory', CUDA],
  [
    'its addon',
    "The Node.js native addon module (tfjs_binding.node) can not be found at path: /x/tfjs_binding.node. \nPlease run command 'npm rebuild' ...",
    /\(The Node\.js .* at path: \/x\/tfjs_binding\.node\); .* run: npm rebuild @tensorflow\/tfjs-node-gpu$/,
  ],
  [
    'its library',
    'libtensorflow.so.2: cannot open shared object file: No such file or directory',
    /run: npm rebuild @tensorflow\/tfjs-node-gpu$/,
  ],
  [
    'the right Node.js',
    "The module '/x/tfjs_binding.node'\nwas compiled against a different Node.js version",
    /\(The module .* was compiled against a different Node\.js version\); .* npm rebuild @tensorflow\/tfjs-node-gpu/,
  ],
  [
    'a newer system',
    "/lib/libc.so.6: version `GLIBC_2.38' not found (required by /x/tfjs_binding.node)",
    /not for this system .* npm rebuild @tensorflow\/tfjs-node-gpu/,
  ],
  ['something else', 'nobody knows', /does not load \(nobody knows\)$/],
])('an installed package without %s says so, and what to do', async (_, message, sentence) => {
  const loader = project({ [GPU]: throwing(message) });
  await expect(startEngine('tensorflow', { loader })).rejects.toThrow(sentence);
  const { name, notes } = await startEngine('auto', { loader, threads: 1, blas: 'off' });
  expect(name).toBe('simd');
  expect(notes).toEqual([expect.stringMatching(sentence)]);
});

it('a package for CUDA that computes on the processor says what it needs', async () => {
  const { device, notes } = await startEngine('tensorflow', { loader: project({ [GPU]: registering }) });
  expect(device).toMatch(/cores?$/);
  expect(notes).toEqual([expect.stringMatching(CUDA)]);
});

it('the plain package stands in for a broken one for CUDA, which is said', async () => {
  const loader = project({ [GPU]: throwing('libcudart.so.11.0: cannot open'), [CPU]: registering });
  const { versions, notes } = await startEngine('tensorflow', { loader });
  expect(versions['package']).toBe(CPU);
  expect(notes).toEqual([expect.stringMatching(CUDA)]);
});

it('a project without either says how to get one', async () => {
  await expect(startEngine('tensorflow', { loader: project({}) })).rejects.toThrow(
    'no TensorFlow package is installed; run: npm install @tensorflow/tfjs-node@4.22.0',
  );
});
