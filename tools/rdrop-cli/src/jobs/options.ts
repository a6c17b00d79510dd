import { parseArgs } from 'node:util';
import type { App } from '../apps.js';
import { RDropUsageError } from '../errors.js';

const SCALES = ['mini', 'small', 'paper'] as const;
export type Scale = (typeof SCALES)[number];

/** What `reproduce` and `study` are told. */
export interface RunsOptions {
  readonly words: readonly string[];
  readonly tasks: readonly App[];
  readonly scale: Scale;
  readonly seeds: readonly number[];
  readonly jobs: number;
  readonly experiment: string | undefined;
}

/** What a command allows and takes when nothing is said. */
export interface OptionsFrame {
  readonly apps: readonly App[];
  /** Runs side by side. */
  readonly cores: number;
  readonly scales?: readonly Scale[];
  readonly seeds?: number;
}

/**
 * Reads the options of a command that makes many runs.
 *
 * @throws RDropUsageError with one sentence for what cannot be understood
 */
export function parseRunsOptions(
  command: string,
  argv: readonly string[],
  { apps, cores, scales = SCALES, seeds = 2 }: OptionsFrame,
): RunsOptions {
  const { values, positionals } = parsed(command, argv);
  const tasks = apps.filter(({ isTask }) => isTask);
  const scale = scales.find((each) => each === (values.scale ?? 'mini'));
  if (scale === undefined) {
    throw new RDropUsageError(
      `${command}: expected --scale ${scales.join('|')}, got '${values.scale ?? ''}'`,
    );
  }
  const names = values.tasks?.split(',').map((name) => name.trim()) ?? tasks.map(({ name }) => name);
  const count = wholeNumber(`${command}: --seeds`, values.seeds, seeds);
  return {
    words: positionals,
    tasks: names.map((name) => taskNamed(command, name, tasks)),
    scale,
    seeds: Array.from({ length: count }, (_, index) => index + 1),
    jobs: wholeNumber(`${command}: --jobs`, values.jobs, cores),
    experiment: values.experiment,
  };
}

function parsed(command: string, argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        tasks: { type: 'string' },
        scale: { type: 'string' },
        seeds: { type: 'string' },
        jobs: { type: 'string' },
        experiment: { type: 'string' },
      },
    });
  } catch (error) {
    throw new RDropUsageError(`${command}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function taskNamed(command: string, name: string, tasks: readonly App[]): App {
  const task = tasks.find((candidate) => candidate.name === name);
  if (task !== undefined) return task;
  const known = tasks.map((each) => each.name).join(', ');
  throw new RDropUsageError(`${command}: unknown task '${name}': expected some of ${known}`);
}

function wholeNumber(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,3}$/u.test(text)) {
    throw new RDropUsageError(`${option} expects a whole number from 1 to 9999, got '${text}'`);
  }
  return Number(text);
}
