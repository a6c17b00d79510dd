import { RDropSetupError } from '../errors.js';
import { isRecord } from '../is-record.js';
import type { RunCommand } from '../run-command.js';

/** An experiment as a task lists it. */
export interface ListedExperiment {
  readonly name: string;
  readonly scale: string;
  readonly method: string;
  /** The study it is part of, which `rdrop study` is for. */
  readonly study: string | undefined;
}

/** The experiments of a task, by its own `list --json`. */
export async function listedExperiments(task: string, runCommand: RunCommand): Promise<ListedExperiment[]> {
  const document = await jsonOf([task, 'list', '--json'], runCommand);
  const experiments = isRecord(document) ? document['experiments'] : undefined;
  if (!Array.isArray(experiments))
    throw new RDropSetupError(`rdrop ${task} list --json: expected experiments`);
  return experiments.filter(isRecord).map(({ name, scale, method, study }) => ({
    name: String(name),
    scale: String(scale),
    method: String(method),
    study: typeof study === 'string' ? study : undefined,
  }));
}

/** What an experiment's `describe --json` gives as its settings. */
export async function settingsOf(
  task: string,
  experiment: string,
  runCommand: RunCommand,
): Promise<Record<string, unknown>> {
  const document = await jsonOf([task, 'describe', '--experiment', experiment, '--json'], runCommand);
  const settings = isRecord(document) ? document['settings'] : undefined;
  if (isRecord(settings)) return settings;
  throw new RDropSetupError(`rdrop ${task} describe ${experiment} --json: expected settings`);
}

async function jsonOf(words: readonly string[], runCommand: RunCommand): Promise<unknown> {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await runCommand(words, (line, stream) => {
    (stream === 'err' ? errors : lines).push(line);
  });
  try {
    if (code === 0) return JSON.parse(lines.join('\n'));
  } catch {
    // told below
  }
  throw new RDropSetupError(`rdrop ${words.join(' ')}: status ${code}, expected JSON. ${errors.join(' ')}`);
}
