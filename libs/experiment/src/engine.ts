import {
  ENGINE_NAMES,
  startEngine,
  type EngineChoice,
  type EngineInfo,
  type EngineOptions,
} from '@rdrop/engine';
import { ExpectedError } from './errors.js';
import { type Logger } from './logger.js';

export const engineChoices = ['auto', ...ENGINE_NAMES] as const;

/** Starts an engine; replaced in tests. */
export type StartEngine = (choice: EngineChoice, options?: EngineOptions) => Promise<EngineInfo>;

/**
 * Starts an engine of the engine lib.
 * @throws ExpectedError with its sentence when the chosen engine is not to be had here.
 */
export const startChosenEngine: StartEngine = async (choice, options) => {
  try {
    return await startEngine(choice, options);
  } catch (error) {
    // the engine lib explains itself in plain errors; any other class is a fault
    if (error instanceof Error && error.constructor === Error)
      throw new ExpectedError(error.message, { cause: error });
    throw error;
  }
};

/** An engine that costs nothing until it is used: started at the first call, the same one afterwards. */
export function engineOnDemand(
  start: StartEngine,
  wanted: { readonly engine: EngineChoice } & EngineOptions,
  log: Logger,
): () => Promise<EngineInfo> {
  const { engine: choice, threads, blas, gpu } = wanted;
  let started: Promise<EngineInfo> | undefined;
  const startOnce = async (): Promise<EngineInfo> => {
    const engine = await start(choice, { threads, blas, gpu });
    for (const note of engine.notes) log.warn(note);
    const { blas: library } = engine.versions;
    const lanes =
      engine.name === 'webgpu' ? undefined : engine.threads === 1 ? '1 thread' : `${engine.threads} threads`;
    const parts = [`engine ${engine.name} on ${engine.device}`, lanes, library];
    log.info(parts.filter((part) => part !== undefined).join(', '));
    return engine;
  };
  return () => (started ??= startOnce());
}
