import { join } from 'node:path';

/** A run and the commands that make it, one after the other. */
export interface Job {
  /** What the display calls it: `translation mini-de-en-rdrop, seed 1`. */
  readonly label: string;
  readonly steps: readonly Step[];
}

/** One command. */
export interface Step {
  /** The words after `rdrop`. */
  readonly words: readonly string[];
  /** The folder of the run it works on; undefined where it works on none. */
  readonly folder: string | undefined;
}

export interface JobRequest {
  /** The workspace's folder. */
  readonly root: string;
  readonly task: string;
  /** Words behind the task's name, for each command. */
  readonly chain: readonly (readonly string[])[];
  readonly seed: number;
}

/** The job of a chain of commands with one seed; a chain that names a seed itself keeps it. */
export function jobOf({ root, task, chain, seed }: JobRequest): Job {
  const steps = chain.map((words): Step => {
    const seeded = words.includes('--seed') ? words : [...words, '--seed', String(seed)];
    return { words: [task, ...seeded], folder: folderOf(root, task, seeded) };
  });
  const experiment = chain.map((words) => valueOf(words, '--experiment')).find((name) => name !== undefined);
  return { label: `${task} ${experiment ?? chain[0]?.join(' ') ?? ''}, seed ${seed}`, steps };
}

/** Where a command's run lives: as `--out` says, else the place that the tasks' command line has for it. */
function folderOf(root: string, task: string, words: readonly string[]): string | undefined {
  const out = valueOf(words, '--out');
  if (out !== undefined) return join(root, out);
  const experiment = valueOf(words, '--experiment');
  const seed = valueOf(words, '--seed');
  return experiment === undefined || seed === undefined
    ? undefined
    : join(root, 'runs', task, experiment, `seed-${seed}`);
}

/** The word behind an option. */
export function valueOf(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
}
