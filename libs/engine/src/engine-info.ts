/** The engines there are; see the README for what each needs. */
export const ENGINE_NAMES = ['simd', 'tensorflow', 'webgpu'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
/** 'auto': tensorflow when the user has installed it and it loads, else webgpu when there is a GPU, else simd. */
export type EngineChoice = 'auto' | EngineName;

/** What runs underneath, for the run record. */
export interface EngineInfo {
  readonly name: EngineName;
  /** Processor model and number of cores, or the GPU. */
  readonly device: string;
  /** Versions of what counts: node, tfjs, the engine's own parts. */
  readonly versions: Readonly<Record<string, string>>;
  /** Threads of the processor that compute; 1 where a GPU does. */
  readonly threads: number;
  /** Anything a user should know about the choice, one sentence each (an installed engine that did not load). */
  readonly notes: readonly string[];
}

/** Reads a choice from a command line or file. */
export function parseEngineChoice(value: string): EngineChoice {
  if (value === 'auto') return value;
  const name = ENGINE_NAMES.find((known) => known === value);
  if (name === undefined) {
    throw new Error(`engine: expected one of auto, ${ENGINE_NAMES.join(', ')}, got '${value}'`);
  }
  return name;
}
