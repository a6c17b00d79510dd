import { type App, loadMain } from './apps.js';
import { createDisplay } from './jobs/display.js';
import { listedExperiments } from './jobs/experiment-list.js';
import { jobOf, type Job } from './jobs/job.js';
import { type RunsOptions } from './jobs/options.js';
import { runJobs } from './jobs/run-jobs.js';
import type { RunCommand } from './run-command.js';

/** What a command that makes many runs needs of the world. */
export interface RunsHost {
  /** The workspace's folder. */
  readonly root: string;
  readonly runCommand: RunCommand;
  /** Threads that may compute at once; the runs share them. */
  readonly cores: number;
  readonly writeError: (text: string) => void;
  /** Whether what is written there can be taken back. */
  readonly isTerminal: boolean;
  /** Tells of Ctrl-C and of a request to end; gives what takes that back. */
  readonly onStop: (listener: () => void) => () => void;
}

/**
 * The runs of `rdrop reproduce`: at scale mini what the apps declare, otherwise every experiment of the scale that belongs to
 * no study; each with every seed, the first seed of all first.
 */
export async function reproduceJobs(
  { tasks, scale, seeds }: RunsOptions,
  { root, runCommand }: RunsHost,
): Promise<Job[]> {
  const chains: { task: string; chain: readonly (readonly string[])[] }[] = [];
  for (const app of tasks) {
    if (scale === 'mini') {
      chains.push(...app.reproduce.map((chain) => ({ task: app.name, chain })));
      continue;
    }
    const listed = await listedExperiments(app.name, runCommand);
    const chosen = listed.filter((each) => each.scale === scale && each.study === undefined);
    chains.push(...chosen.map(({ name }) => ({ task: app.name, chain: trainAndEvaluate(name) })));
  }
  return seeds.flatMap((seed) => chains.map(({ task, chain }) => jobOf({ root, task, chain, seed })));
}

/** The commands that make a run of an experiment. */
export function trainAndEvaluate(experiment: string): string[][] {
  return ['train', 'evaluate'].map((verb) => [verb, '--experiment', experiment]);
}

/**
 * Makes the runs with one display over all of them, then what the other apps declare (the report). Ctrl-C lets the running
 * ones save and ends it; the same command goes on. A run that fails does not keep the others, nor the report.
 *
 * @returns 0, or the status of the first that failed
 */
export async function makeRuns(
  jobs: readonly Job[],
  apps: readonly App[],
  { parallel, host }: { readonly parallel: number; readonly host: RunsHost },
): Promise<number> {
  const controller = new AbortController();
  const start = performance.now();
  const now = (): number => (performance.now() - start) / 1000;
  const side = Math.min(parallel, Math.max(1, jobs.length));
  const { writeError: write, isTerminal: isLive, runCommand, cores } = host;
  const display = createDisplay({ write, isLive, parallel: side, seconds: now });
  const forget = host.onStop(() => {
    controller.abort();
  });
  let code: number;
  try {
    const threads = Math.max(1, Math.floor(cores / side));
    code = await runJobs(jobs, {
      runCommand,
      parallel: side,
      threads,
      display,
      now,
      signal: controller.signal,
    });
  } finally {
    forget();
  }
  if (controller.signal.aborted) {
    write('stopped; finished runs are kept, and the same command goes on with the others\n');
    return code;
  }
  for (const app of apps.filter(({ isTask }) => !isTask)) {
    const main = await loadMain(app);
    for (const words of app.reproduce.flat()) {
      const status = await main([...words]);
      if (status !== 0) return status;
    }
  }
  return code;
}
