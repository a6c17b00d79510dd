/** Where a job stands. */
export interface JobState {
  readonly label: string;
  readonly state: 'waiting' | 'running' | 'done' | 'kept' | 'failed' | 'stopped';
  /** Seconds it has run here. */
  readonly seconds: number;
  /** How much of it is done, from 0 to 1, where that is known. */
  readonly progress: number | undefined;
  /** The verb that runs: `train`. */
  readonly verb: string | undefined;
}

const BAR = 20;
/** Below this a forecast would be a guess. */
const LEAST_PROGRESS = 0.02;

/**
 * Seconds that all jobs will still take, `parallel` at a time: a running one by how far it is, a waiting one by the mean of
 * those that are known. Undefined before anything is known.
 */
export function secondsLeft(jobs: readonly JobState[], parallel: number): number | undefined {
  const forecasts = jobs.flatMap((job) => {
    const whole = wholeSeconds(job);
    return whole === undefined ? [] : [whole];
  });
  if (forecasts.length === 0) return undefined;
  const mean = forecasts.reduce((sum, value) => sum + value, 0) / forecasts.length;
  const left = jobs.map((job) => {
    if (job.state === 'waiting') return mean;
    return job.state === 'running' ? Math.max(0, (wholeSeconds(job) ?? mean) - job.seconds) : 0;
  });
  return Math.max(...left, left.reduce((sum, value) => sum + value, 0) / parallel);
}

function wholeSeconds({ state, seconds, progress }: JobState): number | undefined {
  if (state === 'done') return seconds;
  if (state !== 'running' || progress === undefined || progress < LEAST_PROGRESS) return undefined;
  return seconds / progress;
}

/** The display: a line on the whole, a line for each job that is not waiting, how many wait. */
export function boardLines(
  jobs: readonly JobState[],
  { parallel, seconds }: { readonly parallel: number; readonly seconds: number },
): string[] {
  const waiting = jobs.filter(({ state }) => state === 'waiting').length;
  return [
    overview(jobs, { parallel, seconds }),
    ...jobs.filter(({ state }) => state !== 'waiting').map(jobLine),
    ...(waiting === 0 ? [] : [`  ${'waiting'.padEnd(9)}${waiting} more`]),
  ];
}

/** What is done, running and left, in one line. */
export function overview(
  jobs: readonly JobState[],
  { parallel, seconds }: { readonly parallel: number; readonly seconds: number },
): string {
  const count = (...states: JobState['state'][]): number =>
    jobs.filter(({ state }) => states.includes(state)).length;
  const left = secondsLeft(jobs, parallel);
  const failed = count('failed', 'stopped');
  return [
    `${count('done', 'kept')} of ${jobs.length} runs done`,
    `${count('running')} running`,
    `${count('waiting')} left`,
    ...(failed === 0 ? [] : [`${failed} not finished`]),
    `${clock(seconds)} gone`,
    left === undefined ? 'time left unknown yet' : `about ${clock(left)} left`,
  ].join(', ');
}

/** One job in a line. */
export function jobLine({ label, state, seconds, progress, verb }: JobState): string {
  const start = `  ${state.padEnd(9)}${label}`;
  if (state === 'running') {
    const share = progress ?? 0;
    const bar = '#'.repeat(Math.round(share * BAR)).padEnd(BAR, '.');
    const percent = progress === undefined ? ' ?' : `${Math.floor(share * 100)}`.padStart(2);
    return `${start}  [${bar}] ${percent} % ${verb ?? ''}, ${clock(seconds)}`;
  }
  return state === 'kept' ? `${start}  from before` : `${start}  ${clock(seconds)}`;
}

/** `3:07`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}
