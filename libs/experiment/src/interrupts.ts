import { exitCodes } from './errors.js';

const handled = ['SIGINT', 'SIGTERM'] as const;
type HandledSignal = (typeof handled)[number];

/** Where signals come from; `process` in production. */
export interface SignalSource {
  on(signal: HandledSignal, listener: () => void): unknown;
  off(signal: HandledSignal, listener: () => void): unknown;
  exit(code: number): unknown;
}

export interface Interrupts {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** The signal that came, if one came. */
  received(): HandledSignal | undefined;
  /** Runs before the immediate exit of a second signal; must be synchronous. */
  onForcedExit(cleanUp: () => void): void;
  /** Removes the listeners. */
  dispose(): void;
}

/**
 * Turns the first SIGINT or SIGTERM into an abort, so that work can be saved, and the second into an immediate
 * exit with code 130.
 */
export function trapInterrupts(source: SignalSource, announce: (message: string) => void): Interrupts {
  const controller = new AbortController();
  const cleanUps: (() => void)[] = [];
  let received: HandledSignal | undefined;
  const listeners = handled.map((name) => {
    const listener = (): void => {
      if (received !== undefined) {
        for (const cleanUp of cleanUps) cleanUp();
        source.exit(exitCodes.interrupted);
        return;
      }
      received = name;
      announce(`${name}: finishing this step and saving; once more stops at once`);
      controller.abort();
    };
    source.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    received: () => received,
    onForcedExit: (cleanUp) => void cleanUps.push(cleanUp),
    dispose: () => {
      for (const { name, listener } of listeners) source.off(name, listener);
    },
  };
}
