import { RDropUsageError } from './errors.js';
import { isRecord } from './is-record.js';
import { listedExperiments, settingsOf } from './jobs/experiment-list.js';
import { jobOf, type Job } from './jobs/job.js';
import type { RunsOptions } from './jobs/options.js';
import { trainAndEvaluate, type RunsHost } from './reproduce.js';

/** One setting of a study, as its folder is called and as `--set` takes it. */
interface Variant {
  readonly name: string;
  readonly set: readonly string[];
  /** What the experiment itself has, for which no run of its own is needed. */
  readonly isBase: (settings: Readonly<Record<string, unknown>>) => boolean;
}

const RATES = [0.1, 0.2, 0.3, 0.4, 0.5];

/** The studies of the paper, with the values it has. */
const STUDIES: Readonly<Record<string, readonly Variant[]>> = {
  'k-step': [1, 2, 5, 10].map((k) => variant(`every-${k}`, 'everyK', k)),
  alpha: [0, 1, 3, 5, 7, 10].map((alpha) => {
    const plain = variant(`alpha-${alpha}`, 'alpha', alpha);
    // With weight 0 the divergence is measured and not optimised: a baseline.
    return alpha === 0 ? { ...plain, set: [...plain.set, 'method=baseline'] } : plain;
  }),
  'm-pass': [2, 3, 4].map((passes) => variant(`passes-${passes}`, 'passes', passes)),
  // The loss is symmetric: one of (a, b) and (b, a) is enough.
  rates: RATES.flatMap((a, index) =>
    RATES.slice(index).map((b) => ({
      name: `rates-${a}-${b}`,
      set: [`rdrop.passRates=[${a},${b}]`],
      isBase: ({ model }: Readonly<Record<string, unknown>>) =>
        a === b && isRecord(model) && model['dropout'] === a,
    })),
  ),
};

/** Names of the studies. */
export const studyNames = Object.keys(STUDIES);

/**
 * The runs of a study: the experiment with and without R-Drop, and one for each other value, in `runs/studies`.
 *
 * @throws RDropUsageError for a study that there is not, or an experiment without R-Drop and baseline
 */
export async function studyJobs(options: RunsOptions, host: RunsHost): Promise<Job[]> {
  const [name = '', ...rest] = options.words;
  const variants = STUDIES[name];
  if (variants === undefined || rest.length > 0) {
    throw new RDropUsageError(
      `study: expected one of ${studyNames.join(', ')}, got '${options.words.join(' ')}'`,
    );
  }
  const jobs: Job[] = [];
  for (const { name: task } of options.tasks) {
    const stem = await stemFor(task, options, host);
    const settings = await settingsOf(task, `${stem}-rdrop`, host.runCommand);
    const chosen = variants.filter(({ isBase }) => !isBase(settings));
    for (const seed of options.seeds) {
      const own = (chain: readonly (readonly string[])[]) => jobOf({ root: host.root, task, chain, seed });
      jobs.push(own(trainAndEvaluate(`${stem}-rdrop`)), own(trainAndEvaluate(`${stem}-baseline`)));
      for (const each of chosen) {
        const out = `runs/studies/${name}/${task}/${stem}/${each.name}/seed-${seed}`;
        const sets = [`study=${name}`, ...each.set].flatMap((setting) => ['--set', setting]);
        const chain = [
          ['train', '--experiment', `${stem}-rdrop`, ...sets, '--out', out],
          ['evaluate', '--experiment', `${stem}-rdrop`, '--out', out],
        ];
        jobs.push({ ...own(chain), label: `${task} ${stem} ${each.name}, seed ${seed}` });
      }
    }
  }
  return jobs;
}

function variant(name: string, setting: string, value: number): Variant {
  return {
    name,
    set: [`rdrop.${setting}=${value}`],
    isBase: ({ rdrop }) => isRecord(rdrop) && rdrop[setting] === value,
  };
}

/** The training that is studied: the one asked for, else the task's first of the scale that has both methods. */
async function stemFor(task: string, { scale, experiment }: RunsOptions, host: RunsHost): Promise<string> {
  const listed = await listedExperiments(task, host.runCommand);
  const names = listed
    .filter((each) => each.scale === scale && each.study === undefined)
    .map(({ name }) => name);
  const stems = names
    .filter((name) => name.endsWith('-rdrop'))
    .map((name) => name.slice(0, -'-rdrop'.length))
    .filter((stem) => names.includes(`${stem}-baseline`));
  const found = experiment === undefined ? stems[0] : stems.find((stem) => stem === experiment);
  if (found !== undefined) return found;
  throw new RDropUsageError(
    `study: expected --experiment to be one of ${stems.join(', ')} of task ${task} at scale ${scale}, got '${experiment ?? ''}'`,
  );
}
