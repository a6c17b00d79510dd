import { type EngineChoice, type StartedEngine, type StartEngine } from './engine-port.js';
import { type Logger } from './logger.js';

export interface EngineOnDemand {
  /** Starts the engine at the first call; later calls give the same one. */
  readonly start: () => Promise<StartedEngine>;
  /** Frees the engine if it was started; a failure is only a warning, as the work is done by then. */
  readonly dispose: () => Promise<void>;
}

/** An engine that costs nothing until it is used. */
export function engineOnDemand(startEngine: StartEngine, choice: EngineChoice, log: Logger): EngineOnDemand {
  let started: Promise<StartedEngine> | undefined;
  return {
    start: () => (started ??= startEngine(choice)),
    dispose: async () => {
      const engine = await started?.catch(() => undefined); // a failed start was reported where it was awaited
      try {
        await engine?.dispose?.();
      } catch (error) {
        log.warn(
          `the engine did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    },
  };
}
