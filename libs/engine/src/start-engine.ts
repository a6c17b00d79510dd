import type { EngineChoice, EngineInfo, EngineName } from './engine-info.js';
import { installedModules, type ModuleLoader } from './module-loader.js';
import { startSimd } from './simd-engine.js';
import { installedTensorflow, startTensorflow } from './tensorflow-engine.js';

export interface EngineOptions {
  /** How optional packages are found. Default: as Node finds them. */
  readonly loader?: ModuleLoader;
  /** Threads that compute on the simd engine. Default: one a core. */
  readonly threads?: number | undefined;
  /** The simd engine's system BLAS: 'auto' (used when found; the default), 'off', or the path of a library. */
  readonly blas?: string | undefined;
}

/** The engines that can be chosen here: simd always, tensorflow when one of its packages is installed. */
export function availableEngines(options: EngineOptions = {}): EngineName[] {
  const { loader = installedModules } = options;
  return installedTensorflow(loader) === undefined ? ['simd'] : ['simd', 'tensorflow'];
}

async function startBest(loader: ModuleLoader, options: EngineOptions): Promise<EngineInfo> {
  if (installedTensorflow(loader) === undefined) return startSimd([], options);
  try {
    return await startTensorflow(loader);
  } catch (error) {
    return startSimd([error instanceof Error ? error.message : String(error)], options);
  }
}

/**
 * Starts an engine and makes it TensorFlow.js' active backend. Prints nothing.
 *
 * @param choice 'auto': tensorflow when installed and loadable, else simd. An explicit choice never falls back.
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
      throw new Error(
        `engine 'webgpu': this engine is not part of this build yet; available: ${availableEngines({ loader }).join(', ')}`,
      );
  }
}
