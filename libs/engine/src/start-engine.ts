import type { EngineChoice, EngineInfo, EngineName } from './engine-info.js';
import { installedModules, type ModuleLoader } from './module-loader.js';
import { startSimd } from './simd-engine.js';
import { installedTensorflow, startTensorflow } from './tensorflow-engine.js';
import { installedGpus, startWebGpuEngine } from './webgpu-engine.js';

export interface EngineOptions {
  /** How optional packages are found. Default: as Node finds them. */
  readonly loader?: ModuleLoader;
  /** Threads that compute on the simd engine. Default: one a core. */
  readonly threads?: number | undefined;
  /** The simd engine's system BLAS: 'auto' (used when found; the default), 'off', or the path of a library. */
  readonly blas?: string | undefined;
  /** The webgpu engine's GPU: its number in the list, or part of its name. Default: what the system prefers. */
  readonly gpu?: string | undefined;
}

/** The engines that can be chosen here: simd always, the others where their packages and a GPU are found. */
export async function availableEngines(options: EngineOptions = {}): Promise<EngineName[]> {
  const { loader = installedModules } = options;
  const { list } = await installedGpus(loader);
  const names: EngineName[] = ['simd'];
  if (installedTensorflow(loader) !== undefined) names.push('tensorflow');
  if (list.length > 0) names.push('webgpu');
  return names;
}

/** The first of these that starts; what the others said goes into its notes. */
async function firstThatStarts(
  starts: readonly (() => Promise<EngineInfo>)[],
  last: (notes: readonly string[]) => Promise<EngineInfo>,
): Promise<EngineInfo> {
  const notes: string[] = [];
  for (const start of starts) {
    try {
      const info = await start();
      return { ...info, notes: [...notes, ...info.notes] };
    } catch (error) {
      notes.push(error instanceof Error ? error.message : String(error));
    }
  }
  return last(notes);
}

async function startBest(loader: ModuleLoader, options: EngineOptions): Promise<EngineInfo> {
  const starts: (() => Promise<EngineInfo>)[] = [];
  if (installedTensorflow(loader) !== undefined) starts.push(() => startTensorflow(loader));
  const { list } = await installedGpus(loader);
  // A GPU in software is far slower than the simd engine.
  if (list.some(({ isSoftware }) => !isSoftware)) starts.push(() => startWebGpuEngine(loader, options.gpu));
  return firstThatStarts(starts, (notes) => startSimd(notes, options));
}

/**
 * Starts an engine and makes it TensorFlow.js' active backend. Prints nothing.
 *
 * @param choice 'auto': tensorflow when installed and loadable, else webgpu when there is a GPU, else simd. An explicit
 *   choice never falls back.
 * @throws Error in one sentence saying what the chosen engine lacks and how to get it
 */
export async function startEngine(choice: EngineChoice, options: EngineOptions = {}): Promise<EngineInfo> {
  const { loader = installedModules } = options;
  switch (choice) {
    case 'auto':
      return startBest(loader, options);
    case 'simd':
      return startSimd([], options);
    case 'tensorflow':
      return startTensorflow(loader);
    case 'webgpu':
      return startWebGpuEngine(loader, options.gpu);
  }
}
