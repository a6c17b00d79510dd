/** What a step hands back: the value, and which of its buffers may move to the receiving thread instead of being copied. */
export interface StepResult<Output> {
  readonly value: Output;
  readonly transfer: readonly ArrayBufferLike[];
}

/**
 * A step of work that threads can do: found by a thread under `name` among the exports of `module`. Settings, inputs and
 * outputs cross between threads, so they are plain data.
 */
export interface WorkerStep<Settings, Input, Output> {
  /** `import.meta.url` of the file that exports the step. */
  readonly module: string;
  /** The name under which it is exported there. */
  readonly name: string;
  /** Called once on each thread. Inputs are worked on one after the other, also where the work waits for something. */
  prepare(settings: Settings): (input: Input) => StepResult<Output> | Promise<StepResult<Output>>;
}
