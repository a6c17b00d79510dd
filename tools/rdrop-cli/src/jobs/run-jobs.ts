import type { RunCommand } from '../run-command.js';
import type { JobState } from './board.js';
import type { Display } from './display.js';
import { isFinished, markFinished } from './finished-steps.js';
import type { Job, Step } from './job.js';
import { trainingProgress } from './training-progress.js';

export interface JobsOptions {
  readonly runCommand: RunCommand;
  /** Jobs side by side. */
  readonly parallel: number;
  /** Threads for each of them. */
  readonly threads: number;
  readonly display: Display;
  /** Clock in seconds. */
  readonly now: () => number;
  /** Aborted when no further job is to start. */
  readonly signal: AbortSignal;
}

/** Exit statuses of a command that saved and stopped because it was asked to. */
const STOPPED = [130, 143];
/** Lines of a failed command that are shown. */
const SHOWN_LINES = 12;
const REDRAW_MS = 1000;

interface Running {
  readonly job: Job;
  state: JobState['state'];
  startedAt: number;
  seconds: number;
  step: Step | undefined;
}

/**
 * Runs jobs, `parallel` at a time. Commands that were finished before are kept and not run again. A job ends with its first
 * command that fails; the others go on.
 *
 * @returns the status of the first that failed, 130 when it was stopped, else 0
 */
export async function runJobs(jobs: readonly Job[], options: JobsOptions): Promise<number> {
  const { parallel, display, now, signal } = options;
  const all = jobs.map((job): Running => {
    const state = job.steps.every(isFinished) ? 'kept' : 'waiting';
    return { job, state, startedAt: 0, seconds: 0, step: undefined };
  });
  const show = (): void => {
    display.show(all.map((each) => stateOf(each, now())));
  };
  show();
  const timer = setInterval(show, REDRAW_MS);
  const codes: number[] = [];
  const worker = async (): Promise<void> => {
    for (;;) {
      const next = all.find(({ state }) => state === 'waiting');
      if (next === undefined || signal.aborted) return;
      next.state = 'running';
      next.startedAt = now();
      show();
      codes.push(await runJob(next, options));
      show();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, parallel) }, worker));
  } finally {
    clearInterval(timer);
  }
  if (signal.aborted) return 130;
  return codes.find((code) => code !== 0) ?? 0;
}

async function runJob(running: Running, { runCommand, threads, display, now }: JobsOptions): Promise<number> {
  const end = (state: JobState['state'], code: number): number => {
    running.seconds = now() - running.startedAt;
    running.state = state;
    return code;
  };
  for (const step of running.job.steps) {
    if (isFinished(step)) continue;
    running.step = step;
    const lines: string[] = [];
    const code = await runCommand([...step.words, '--threads', String(threads)], (line) => {
      lines.push(line);
      if (lines.length > SHOWN_LINES) lines.shift();
    });
    if (STOPPED.includes(code)) return end('stopped', code);
    if (code !== 0) {
      display.say(`${running.job.label}: status ${code} of rdrop ${step.words.join(' ')}`);
      for (const line of lines) display.say(`  ${line}`);
      return end('failed', code);
    }
    markFinished(step);
  }
  return end('done', 0);
}

function stateOf({ job, state, startedAt, seconds, step }: Running, now: number): JobState {
  const isRunning = state === 'running';
  return {
    label: job.label,
    state,
    seconds: isRunning ? now - startedAt : seconds,
    verb: step?.words[1],
    progress: isRunning ? progressOf(job, step) : undefined,
  };
}

/** A job is its training, and a little for what comes before and after. */
function progressOf({ steps }: Job, step: Step | undefined): number | undefined {
  const trains = steps.filter(({ words }) => words[1] === 'train');
  const before = step === undefined ? [] : steps.slice(0, steps.indexOf(step));
  const count = before.filter((each) => trains.includes(each)).length;
  const current = step?.words[1] === 'train' && step.folder !== undefined ? trainingProgress(step.folder) : 0;
  if (current === undefined && count === 0) return undefined;
  return (0.97 * (count + (current ?? 0))) / Math.max(1, trains.length);
}
