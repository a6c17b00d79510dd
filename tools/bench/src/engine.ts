import { ENGINE_NAMES, type EngineChoice, type EngineInfo, startEngine } from '@rdrop/engine';
import * as tf from '@tensorflow/tfjs';
import { BenchError } from './errors.js';

/** The project's engines, and two stock backends of TensorFlow.js to compare with. */
export const BENCH_ENGINES = ['auto', ...ENGINE_NAMES, 'cpu', 'wasm'] as const;
export type BenchEngine = (typeof BENCH_ENGINES)[number];

/** What runs underneath. */
export type StartedEngine = Omit<EngineInfo, 'name'> & { readonly name: string };

export interface BenchEngineOptions {
  readonly threads?: number | undefined;
  /** 'auto', 'off' or the path of a library; only the simd engine calls one. */
  readonly blas: string;
  /** The webgpu engine's GPU: a number or part of a name. */
  readonly gpu?: string | undefined;
  /** How the optional package of the wasm backend is loaded. */
  readonly load?: (specifier: string) => Promise<unknown>;
}

const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';

/**
 * Starts an engine and makes it the active backend. Threads are the simd and wasm engines' to set, and the BLAS the simd
 * engine's; the others ignore them.
 * @throws BenchError in one sentence when it is not to be had here
 */
export async function startBenchEngine(
  name: BenchEngine,
  options: BenchEngineOptions,
): Promise<StartedEngine> {
  switch (name) {
    case 'cpu':
      await tf.setBackend('cpu');
      return stockEngine('cpu', 1);
    case 'wasm':
      return startWasm(options);
    default:
      return startOwn(name, options);
  }
}

async function startOwn(
  choice: EngineChoice,
  { threads, blas, gpu }: BenchEngineOptions,
): Promise<EngineInfo> {
  try {
    return await startEngine(choice, { blas, gpu, threads });
  } catch (error) {
    // The engine lib explains itself in plain errors; any other class is a fault.
    if (error instanceof Error && error.constructor === Error) {
      throw new BenchError(error.message, { cause: error });
    }
    throw error;
  }
}

async function startWasm(options: BenchEngineOptions): Promise<StartedEngine> {
  const { threads = 1, load = (specifier: string): Promise<unknown> => import(specifier) } = options;
  const module = await load(WASM_PACKAGE).catch((error: unknown) => {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new BenchError(
      `engine 'wasm': ${WASM_PACKAGE} does not load (${reason}); ` +
        `run: npm install --no-save ${WASM_PACKAGE}@${tf.version.tfjs}`,
      { cause: error },
    );
  });
  setWasmThreads(module, threads);
  if (!(await tf.setBackend('wasm'))) {
    throw new BenchError(
      `engine 'wasm': ${WASM_PACKAGE} was loaded but its backend does not start with this copy of @tensorflow/tfjs`,
    );
  }
  return stockEngine('wasm', threads);
}

/** The package must be told its threads before its backend starts. */
function setWasmThreads(module: unknown, threads: number): void {
  const set: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, 'setThreadsCount') : undefined;
  if (typeof set === 'function') set(threads);
}

function stockEngine(name: string, threads: number): StartedEngine {
  const versions = { node: process.versions.node, '@tensorflow/tfjs': tf.version.tfjs };
  return { name, device: 'cpu', versions, threads, notes: [] };
}
