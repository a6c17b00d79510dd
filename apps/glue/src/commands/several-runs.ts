import { dirname, join } from 'node:path';
import { glueTasks } from '@rdrop/datasets';
import {
  type CommandOption,
  ExpectedError,
  readRecord,
  runTask,
  type Task,
  type TaskCommand,
  type TaskContext,
  UsageError,
} from '@rdrop/experiment';
import { mainScore } from '../evaluation/scores.js';
import type { GlueExperiment } from '../experiment-schema.js';

type Values = Readonly<Record<string, string | boolean>>;

/** Numbers divided by commas. @throws UsageError for anything else */
export function parseNumbers(option: string, text: string, isGood: (value: number) => boolean): number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!numbers.every(isGood))
    throw new UsageError(`--${option}: expected numbers divided by commas, got '${text}'`);
  return [...new Set(numbers)];
}

const isSeed = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isAlpha = (value: number): boolean => value >= 0 && Number.isFinite(value);

/** One training with its evaluation, in a folder of its own. */
interface Run {
  readonly experiment: GlueExperiment;
  readonly seed: number;
  readonly out: string;
}

/** Trains and evaluates as the verbs do, and reads the deciding score from the record. */
async function runOnce(
  context: TaskContext<GlueExperiment>,
  task: Task<GlueExperiment>,
  { experiment, seed, out }: Run,
): Promise<number> {
  const { experimentName: name, dataFolder, engine, from, log } = context;
  const only = { ...task, experiments: { [name]: experiment } };
  const words = ['--experiment', name, '--seed', String(seed), '--out', out, '--data', dataFolder];
  const rest = ['--engine', engine, ...(from === undefined ? [] : ['--from', from])];
  const stderr = { write: (text: string) => context.progress.write(text) };
  for (const verb of ['train', 'evaluate']) {
    log.info(`${verb} ${name}, seed ${seed}, alpha ${JSON.stringify(experiment.rdrop.alpha)}`);
    context.signal.throwIfAborted();
    const code = await runTask(only, [verb, ...words, ...rest], {
      stdout: { write: () => true },
      stderr,
      // The engine of this command, with its threads and its GPU.
      startEngine: () => context.startEngine(),
    });
    context.signal.throwIfAborted();
    if (code !== 0) throw new ExpectedError(`${verb} of seed ${seed} ended with status ${code}; see above`);
  }
  const wanted = mainScore(glueTasks[experiment.data.task].name);
  const metrics = (await readRecord(out))?.metrics ?? [];
  const score = metrics.find(({ name: metric, set }) => metric === wanted && set === 'dev')?.value;
  if (score === undefined) throw new ExpectedError(`${out} has no ${wanted} on dev`);
  return score;
}

/** Mean, spread (standard deviation of the sample) and best of some scores. */
export function summary(scores: readonly number[]): { mean: number; spread: number | null; best: number } {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const spread = scores.length < 2 ? null : Math.sqrt(squares / (scores.length - 1));
  return { mean, spread, best: Math.max(...scores) };
}

const seedsOption: CommandOption = {
  name: 'seeds',
  value: 'LIST',
  summary: 'divided by commas (default: 1,2,3)',
};

const seedsOf = ({ seeds }: Values): number[] =>
  parseNumbers('seeds', typeof seeds === 'string' ? seeds : '1,2,3', isSeed);

async function runSeeds(
  context: TaskContext<GlueExperiment>,
  task: Task<GlueExperiment>,
  setting: {
    readonly experiment: GlueExperiment;
    readonly folder: string;
    readonly seeds: readonly number[];
  },
): Promise<ReturnType<typeof summary>> {
  const scores: number[] = [];
  for (const seed of setting.seeds) {
    const out = join(setting.folder, `seed-${seed}`);
    scores.push(await runOnce(context, task, { experiment: setting.experiment, seed, out }));
  }
  const found = summary(scores);
  context.result({
    experiment: context.experimentName,
    alpha: setting.experiment.rdrop.alpha,
    metric: mainScore(setting.experiment.data.task),
    seeds: setting.seeds,
    scores,
    ...found,
  });
  return found;
}

/** Several seeds of one experiment, one after the other; runs that are finished are only measured again. */
export function seedsCommand(task: () => Task<GlueExperiment>): TaskCommand<GlueExperiment> {
  return {
    summary: 'train and evaluate several seeds; print mean, spread and best',
    runFolder: 'none',
    options: [seedsOption],
    examples: ['--experiment <experiment> --seeds 1,2,3,4,5'],
    async run(context, values) {
      const { experiment } = context;
      await runSeeds(context, task(), { experiment, folder: dirname(context.out), seeds: seedsOf(values) });
    },
  };
}

/** The paper's search for alpha: {0.1, 0.5, 1.0}, each with several seeds. */
export function sweepCommand(task: () => Task<GlueExperiment>): TaskCommand<GlueExperiment> {
  return {
    summary: 'train and evaluate for several weights of the divergence, each with several seeds',
    runFolder: 'none',
    options: [
      { name: 'alphas', value: 'LIST', summary: "divided by commas (default: the paper's 0.1,0.5,1)" },
      seedsOption,
    ],
    examples: ['--experiment <experiment>', '--experiment <experiment> --alphas 0.5,1 --seeds 1'],
    async run(context, values) {
      const { experiment } = context;
      if (experiment.rdrop.passes < 2) {
        throw new UsageError(`${context.experimentName} is a baseline: there is no divergence to weigh`);
      }
      const { alphas: given } = values;
      const alphas = parseNumbers('alphas', typeof given === 'string' ? given : '0.1,0.5,1', isAlpha);
      const means: { alpha: number; mean: number }[] = [];
      for (const alpha of alphas) {
        const changed = { ...experiment, rdrop: { ...experiment.rdrop, alpha } };
        const folder = join(dirname(context.out), `alpha-${alpha}`);
        const { mean } = await runSeeds(context, task(), {
          experiment: changed,
          folder,
          seeds: seedsOf(values),
        });
        means.push({ alpha, mean });
      }
      const [best] = means.toSorted((a, b) => b.mean - a.mean);
      context.result({ experiment: context.experimentName, best: best?.alpha ?? null, means });
    },
  };
}
