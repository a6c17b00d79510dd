import { boardLines, jobLine, overview, type JobState } from './board.js';

/** Shows where all jobs stand. */
export interface Display {
  /** Called now and then, and whenever a job starts or ends. */
  show(jobs: readonly JobState[]): void;
  /** A message that stays. */
  say(line: string): void;
}

export interface DisplayOptions {
  readonly write: (text: string) => void;
  /** Whether what was written can be taken back: a terminal. */
  readonly isLive: boolean;
  readonly parallel: number;
  /** Seconds since the start. */
  readonly seconds: () => number;
}

/** Seconds between two overviews where nothing can be taken back. */
const PLAIN_INTERVAL = 15;

/** On a terminal one block that is redrawn; elsewhere a line when a job starts or ends, and an overview now and then. */
export function createDisplay(options: DisplayOptions): Display {
  return options.isLive ? liveDisplay(options) : plainDisplay(options);
}

function liveDisplay({ write, parallel, seconds }: DisplayOptions): Display {
  let drawn = 0;
  let last: readonly JobState[] = [];
  const clear = (): void => {
    if (drawn > 0) write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const show = (jobs: readonly JobState[]): void => {
    last = jobs;
    clear();
    const lines = boardLines(jobs, { parallel, seconds: seconds() });
    write(lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
  return {
    show,
    say(line) {
      clear();
      write(`${line}\n`);
      if (last.length > 0) show(last);
    },
  };
}

function plainDisplay({ write, parallel, seconds }: DisplayOptions): Display {
  const told = new Map<string, JobState['state']>();
  let nextOverview = 0;
  return {
    show(jobs) {
      for (const job of jobs) {
        if (job.state === 'waiting' || told.get(job.label) === job.state) continue;
        told.set(job.label, job.state);
        write(`${jobLine(job).trimStart()}\n`);
      }
      if (seconds() < nextOverview) return;
      nextOverview = seconds() + PLAIN_INTERVAL;
      write(`${overview(jobs, { parallel, seconds: seconds() })}\n`);
    },
    say: (line) => {
      write(`${line}\n`);
    },
  };
}
