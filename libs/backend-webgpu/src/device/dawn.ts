import { WebGpuError } from './device-health.js';

/** What is used of npm's `webgpu` package. */
interface Dawn {
  create(options: string[]): GPU;
  readonly globals: object;
}

const INSTALL = 'npm install webgpu@0.6.2';
/** Under which name objects stay reachable: Dawn crashes the process when the GPU object is collected. */
const KEPT = Symbol.for('rdrop.webgpu');

function isDawn(module: unknown): module is Dawn {
  return (
    typeof module === 'object' &&
    module !== null &&
    typeof Reflect.get(module, 'create') === 'function' &&
    typeof Reflect.get(module, 'globals') === 'object'
  );
}

async function loadDawn(): Promise<Dawn> {
  // Not in a literal: the package is optional, and its types are not needed.
  const name = 'webgpu';
  let module: unknown;
  try {
    module = await import(name);
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new WebGpuError(`the package 'webgpu' does not load (${line}); run: ${INSTALL}`, true);
  }
  if (!isDawn(module))
    throw new WebGpuError(`the package 'webgpu' is of another version; run: ${INSTALL}`, true);
  return module;
}

/** The stock backend finds WebGPU as in a browser. */
function publish(gpu: GPU): void {
  const navigator: unknown = Reflect.get(globalThis, 'navigator');
  if (typeof navigator === 'object' && navigator !== null) {
    Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  } else {
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  }
}

/**
 * A GPU object of Dawn with the given options, kept for good, and the classes and constants of WebGPU as globals.
 *
 * @param options of Dawn's Node binding: `backend=vulkan`, `adapter=<part of a name>`, `enable-dawn-features=...`
 * @throws WebGpuError when the package is not there
 */
export async function createGpu(options: readonly string[]): Promise<GPU> {
  const dawn = await loadDawn();
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([...options]);
  const kept: unknown = Reflect.get(globalThis, KEPT);
  Reflect.set(globalThis, KEPT, Array.isArray(kept) ? [...kept, gpu] : [gpu]);
  publish(gpu);
  return gpu;
}
