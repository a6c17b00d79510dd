import { ENGINE_NAMES, type EngineInfo, type EngineName } from './engine-info.js';
import { installedModules } from './module-loader.js';
import { availableEngines, type EngineOptions, startEngine } from './start-engine.js';
import { describeGpu, installedGpus } from './webgpu-engine.js';

/** What can be said about one engine on this machine. */
export interface EngineDescription {
  readonly name: EngineName;
  /** What `startEngine` would give; undefined when it cannot be started here. */
  readonly info: EngineInfo | undefined;
  /** Why it cannot be started, in one sentence; undefined when it can. */
  readonly reason: string | undefined;
  /** What there is to choose from, a line each: the GPUs of webgpu. */
  readonly choices: readonly string[];
}

async function describeEngine(name: EngineName, options: EngineOptions): Promise<EngineDescription> {
  const gpus = name === 'webgpu' ? await installedGpus(options.loader ?? installedModules) : undefined;
  const choices = (gpus?.list ?? []).map(describeGpu);
  try {
    return { name, info: await startEngine(name, options), reason: undefined, choices };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, info: undefined, reason, choices };
  }
}

/** Tries to start every engine in turn, and says what came of it. The last one that starts is left active. */
export async function describeEngines(options: EngineOptions = {}): Promise<EngineDescription[]> {
  const available = await availableEngines(options);
  const descriptions: EngineDescription[] = [];
  // Those that surely start come last, so that one of them is left active.
  const order = [...ENGINE_NAMES].sort(
    (a, b) => Number(available.includes(a)) - Number(available.includes(b)),
  );
  for (const name of order) descriptions.push(await describeEngine(name, options));
  return ENGINE_NAMES.flatMap((name) => descriptions.filter((each) => each.name === name));
}
