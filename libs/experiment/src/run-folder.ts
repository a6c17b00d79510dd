import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRecord } from '@rdrop/training';
import { z } from 'zod';
import { ExpectedError, systemErrorCode, systemErrorReason } from './errors.js';
import { firstDifference } from './first-difference.js';
import { acquireRunLock, lockFileName } from './run-lock.js';
import { formatSetting } from './settings.js';

/** What `config.json` holds: everything that decides the run's numbers, and the engine it was started with. */
export const runConfig = z.strictObject({
  format: z.literal(1),
  task: z.string().min(1),
  experiment: z.string().min(1),
  seed: z.int().nonnegative(),
  engine: z.string().min(1),
  /** The experiment with every `--set` applied. */
  settings: z.record(z.string(), z.unknown()),
});
export type RunConfig = z.infer<typeof runConfig>;

export const configFileName = 'config.json';

export interface RunFolder {
  readonly path: string;
  /** True when the folder held this very run already: go on from its last checkpoint. */
  readonly resumed: boolean;
  /** The engine the run was started with; results of two engines agree only within rounding. */
  readonly startedWith: string;
  /** Gives the lock free; safe to call twice. */
  release(): void;
}

export interface RunFolderRequest {
  /** The folder, absolute or relative to the working folder. */
  readonly out: string;
  readonly task: string;
  readonly experiment: string;
  readonly seed: number;
  readonly engine: string;
  /** Resolved settings: plain JSON data. */
  readonly config: object;
}

/**
 * Creates a run's folder with its `config.json`, or opens it again for the same run, and locks it.
 * @throws ExpectedError when the folder cannot be written, holds another run, holds files of something else,
 *   or is in use by another process. Nothing of an existing folder is changed then.
 */
export async function openRunFolder(request: RunFolderRequest): Promise<RunFolder> {
  const { out } = request;
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    throw new ExpectedError(
      `cannot create the run folder ${out}: ${systemErrorReason(error)}; choose another with --out`,
      { cause: error },
    );
  }
  const lock = acquireRunLock(out);
  try {
    const existing = await readRunConfig(out);
    const wanted = configOf(request);
    if (existing !== undefined) checkSameRun(out, existing, wanted);
    else await startConfig(out, wanted);
    const startedWith = existing?.engine ?? wanted.engine;
    return {
      path: out,
      resumed: existing !== undefined,
      startedWith,
      release: () => {
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The configuration of the run in a folder; undefined when there is none.
 * @throws ExpectedError when `config.json` cannot be read or is not one.
 */
export async function readRunConfig(folder: string): Promise<RunConfig | undefined> {
  const path = join(folder, configFileName);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ExpectedError(`cannot read ${path}: ${systemErrorReason(error)}`, { cause: error });
  }
  const parsed = runConfig.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at '${issue.path.join('.')}'`;
  throw new ExpectedError(
    `${path} is not the configuration of a run${where}: expected what 'train' writes, with format 1`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function configOf({ task, experiment, seed, engine, config }: RunFolderRequest): RunConfig {
  // through JSON and back, as the comparison with a file needs: no undefined, no -0
  return runConfig.parse(
    JSON.parse(JSON.stringify({ format: 1, task, experiment, seed, engine, settings: config })),
  );
}

function checkSameRun(out: string, existing: RunConfig, wanted: RunConfig): void {
  const difference =
    firstDifference(existing.task, wanted.task, 'task') ??
    firstDifference(existing.experiment, wanted.experiment, 'experiment') ??
    firstDifference(existing.seed, wanted.seed, 'seed') ??
    firstDifference(existing.settings, wanted.settings);
  if (difference === undefined) return;
  const show = (value: unknown): string => (value === undefined ? 'absent' : formatSetting(value));
  throw new ExpectedError(
    `the run folder ${out} holds another run: '${difference.name}' is ${show(difference.left)} there and ${show(difference.right)} now; ` +
      'give the same settings to go on with that run, or another --out to start a new one',
  );
}

async function startConfig(out: string, wanted: RunConfig): Promise<void> {
  const strangers = (await readdir(out)).filter(
    (name) => !name.startsWith(lockFileName) && !name.startsWith(configFileName),
  );
  if (strangers.length > 0) {
    throw new ExpectedError(
      `the folder ${out} is not empty and holds no run (it has '${strangers.sort()[0] ?? ''}' but no ${configFileName}); give --out a new or empty folder`,
    );
  }
  await writeRecord(join(out, configFileName), wanted);
}
