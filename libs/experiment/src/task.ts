import { type EngineChoice, type EngineInfo } from '@rdrop/engine';
import { type z } from 'zod';
import { type Description } from './description.js';
import { type ExperimentHeader } from './experiment-header.js';
import { type Logger, type TextStream } from './logger.js';
import { type InputStream } from './task-io.js';

/** Everything a verb works with; made by `runTask` from the command line and the experiment. */
export interface TaskContext<E> {
  readonly taskName: string;
  readonly experimentName: string;
  /** The experiment with every `--set` applied, validated by the task's schema. */
  readonly experiment: E;
  /** The run's folder, absolute. It exists for `train`, `evaluate` and `report`; `describe` and `prepare` only name it. */
  readonly out: string;
  /** Cache of prepared data sets, absolute; shared by all tasks, so a task keeps to folders of its own data sets. */
  readonly dataFolder: string;
  /** Local folder with raw data (`--from`), absolute; it exists. */
  readonly from?: string;
  readonly seed: number;
  readonly engine: EngineChoice;
  /** True when `out` already held this run: training goes on from its last checkpoint. */
  readonly resumed: boolean;
  /** This command as typed, quoted for a shell; the same command resumes a run. */
  readonly commandLine: string;
  readonly startedAt: Date;
  readonly log: Logger;
  /** Where a live progress line belongs (stderr). */
  readonly progress: TextStream;
  /** Aborted by the first Ctrl-C: save, then return or throw the signal's reason. */
  readonly signal: AbortSignal;
  /** Starts the chosen engine at the first call and gives the same one afterwards; `describe` must not call it. */
  startEngine(): Promise<EngineInfo>;
  /** Opens standard input. The first Ctrl-C ends it with an `AbortError`, so that a command never waits on in vain. */
  openInput(): InputStream;
  /** Results for people or programs (stdout); messages go to `log`. */
  readonly output: TextStream;
  /** Writes one result to `output` as a line of JSON. */
  result(value: unknown): void;
}

/** An option of a task's own command: `--<name> <value>`, or a flag when `value` is absent. */
export interface CommandOption {
  /** In kebab case, without dashes; not one of the common options. */
  readonly name: string;
  /** What stands for the value in the help text, e.g. `FILE`. */
  readonly value?: string;
  readonly summary: string;
  readonly required?: boolean;
}

/** What a command does to the run folder: nothing, opens or creates it under lock, or needs a run that exists. */
export type RunFolderUse = 'none' | 'create' | 'existing';

/** A verb as data; tasks add their own beside the common ones. */
export interface TaskCommand<E> {
  readonly summary: string;
  readonly runFolder: RunFolderUse;
  readonly options?: readonly CommandOption[];
  /** Words it takes behind the verb, one or more, in the place of the experiment's name: `{ name: 'image', ... }`. */
  readonly words?: { readonly name: string; readonly summary: string };
  /** Arguments of example calls behind the verb, e.g. `--experiment mini --input text.de`. */
  readonly examples?: readonly string[];
  /** `values` has the command's own options by name: text, or true for a flag; `words` is what it takes as `words`. */
  run(
    context: TaskContext<E>,
    values: Readonly<Record<string, string | boolean>>,
    words: readonly string[],
  ): Promise<void>;
}

/** A task of the paper: its experiments as data, and what each verb does with one. */
export interface Task<E extends ExperimentHeader> {
  /** In kebab case; names the run folders. */
  readonly name: string;
  /** One line for the help text. */
  readonly summary: string;
  /** Strict, and without transforms: experiments and `config.json` hold what it reads. */
  readonly schema: z.ZodType<E>;
  readonly experiments: Readonly<Record<string, E>>;
  prepare(context: TaskContext<E>): Promise<void>;
  describe(context: TaskContext<E>): Promise<Description>;
  train(context: TaskContext<E>): Promise<void>;
  evaluate(context: TaskContext<E>): Promise<void>;
  report(context: TaskContext<E>): Promise<void>;
  readonly commands?: Readonly<Record<string, TaskCommand<E>>>;
}
