import { ExpectedError } from './errors.js';

export const engineChoices = ['auto', 'simd', 'webgpu', 'tensorflow'] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** What the command line needs of a started engine. */
export interface StartedEngine {
  /** The engine that runs, never `auto`. */
  readonly name: string;
  /** The device in words; the processor when absent. */
  readonly device?: string;
  /** Versions of what it is made of, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  dispose?(): Promise<void> | void;
}

export type StartEngine = (choice: EngineChoice) => Promise<StartedEngine>;

/** Starts an engine of @rdrop/engine; loaded only now, so that help and `describe` stay quick. */
export const startChosenEngine: StartEngine = async () => {
  throw new ExpectedError('no engine in this build');
};
