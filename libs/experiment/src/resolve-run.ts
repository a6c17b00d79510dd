import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type VerbOptions } from './command-line.js';
import { ExpectedError, isExpectedError, systemErrorReason, UsageError } from './errors.js';
import { type ExperimentHeader } from './experiment-header.js';
import { configFileName, readRunConfig, type RunConfig } from './run-folder.js';
import { shellCommand } from './shell-quote.js';
import { applySettings, checkSettings } from './settings.js';
import { unknownName } from './setting-sentences.js';
import { type Task } from './task.js';
import { defaultDataFolder, defaultRunFolder } from './workspace.js';

/** Which run a command is about, with all paths absolute. */
export interface ResolvedRun<E> {
  readonly experimentName: string;
  readonly experiment: E;
  readonly seed: number;
  readonly out: string;
  readonly dataFolder: string;
  readonly from?: string;
}

export interface RunRequest<E extends ExperimentHeader> {
  readonly task: Task<E>;
  readonly options: VerbOptions;
  readonly cwd: string;
  /** How to call the program, for sentences that say what to do. */
  readonly program: string;
}

const defaultSeed = 1;

/**
 * The run named by an experiment of the task: what `prepare`, `describe` and `train` work on.
 * @throws UsageError when the experiment or a setting is unknown or wrong.
 */
export function resolveNewRun<E extends ExperimentHeader>(request: RunRequest<E>): ResolvedRun<E> {
  const { task, options, cwd } = request;
  const experimentName = chooseExperiment(task, options.experiment);
  const experiment = applySettings(task.schema, task.experiments[experimentName], options.set);
  const seed = options.seed ?? defaultSeed;
  return {
    experimentName,
    experiment,
    seed,
    out: runFolderOf(request, experimentName, seed),
    ...folders(options, cwd),
  };
}

/**
 * A run that was trained: its experiment, seed and settings come from its folder, `--set` is laid over them.
 * `--experiment` may be left out where `--out` names the folder.
 * @throws ExpectedError when there is no such run.
 */
export async function resolveExistingRun<E extends ExperimentHeader>(
  request: RunRequest<E>,
): Promise<ResolvedRun<E>> {
  const { task, options, cwd, program } = request;
  const named =
    options.experiment === undefined && options.out !== undefined
      ? undefined
      : chooseExperiment(task, options.experiment);
  const out = runFolderOf(request, named ?? '', options.seed ?? defaultSeed);
  const config = await readRunConfig(out);
  if (config === undefined) {
    const seed = options.seed === undefined ? [] : ['--seed', String(options.seed)];
    const folder = options.out === undefined ? [] : ['--out', options.out];
    const train = shellCommand(['train', '--experiment', named ?? 'NAME', ...seed, ...folder]);
    throw new ExpectedError(
      `no run in ${out} (it has no ${configFileName}); train it first: ${program} ${train}`,
    );
  }
  checkIsThatRun(config, { task: task.name, experiment: named, seed: options.seed }, out);
  const experiment = applySettings(task.schema, storedSettings(task, config, out), options.set);
  return { experimentName: config.experiment, experiment, seed: config.seed, out, ...folders(options, cwd) };
}

function chooseExperiment<E extends ExperimentHeader>(task: Task<E>, named: string | undefined): string {
  const known = Object.keys(task.experiments);
  if (named !== undefined) {
    if (Object.hasOwn(task.experiments, named)) return named;
    throw unknownName('experiment', named, known);
  }
  const [only, ...others] = known;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(`no experiment given: expected --experiment <name>, one of ${known.join(', ')}`);
}

function runFolderOf<E extends ExperimentHeader>(
  { task, options, cwd }: RunRequest<E>,
  experiment: string,
  seed: number,
): string {
  return options.out === undefined
    ? defaultRunFolder(cwd, { task: task.name, experiment, seed })
    : resolve(cwd, options.out);
}

function storedSettings<E extends ExperimentHeader>(task: Task<E>, config: RunConfig, out: string): E {
  try {
    return checkSettings(task.schema, config.settings);
  } catch (error) {
    if (!isExpectedError(error)) throw error;
    throw new ExpectedError(`${join(out, configFileName)} does not fit this version: ${error.message}`, {
      cause: error,
    });
  }
}

interface Named {
  readonly task: string;
  readonly experiment: string | undefined;
  readonly seed: number | undefined;
}

function checkIsThatRun(config: RunConfig, named: Named, out: string): void {
  for (const key of ['task', 'experiment', 'seed'] as const) {
    const wanted = named[key];
    if (wanted === undefined || wanted === config[key]) continue;
    throw new ExpectedError(
      `the run in ${out} has ${key} '${config[key]}', but the command names '${wanted}'`,
    );
  }
}

function folders(options: VerbOptions, cwd: string): { readonly dataFolder: string; readonly from?: string } {
  const dataFolder = options.data === undefined ? defaultDataFolder(cwd) : resolve(cwd, options.data);
  if (options.from === undefined) return { dataFolder };
  const from = resolve(cwd, options.from);
  let isFolder: boolean;
  try {
    isFolder = statSync(from).isDirectory();
  } catch (error) {
    throw new UsageError(
      `--from expects a folder with the raw data, and cannot read ${from}: ${systemErrorReason(error)}`,
    );
  }
  if (!isFolder) throw new UsageError(`--from expects a folder with the raw data, got the file ${from}`);
  return { dataFolder, from };
}
