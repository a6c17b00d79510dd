import { ExpectedError } from './errors.js';

export const engineChoices = ['auto', 'simd', 'webgpu', 'tensorflow'] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** What the command line needs of a started engine. */
export interface StartedEngine {
  readonly name: string;
  dispose?(): Promise<void> | void;
}

export type StartEngine = (choice: EngineChoice) => Promise<StartedEngine>;

/** Starts an engine of @rdrop/engine; loaded only now, so that help and `describe` stay quick. */
export const startChosenEngine: StartEngine = async () => {
  throw new ExpectedError('no engine in this build');
};
