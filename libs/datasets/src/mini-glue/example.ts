import type { Random } from '../random.js';

/** One generated example; `label` is a class id of its task, or a similarity from 0 to 5. */
export interface MiniExample {
  readonly first: string;
  readonly second?: string;
  readonly label: number;
}

/** Draws one example of a task. */
export type MiniGenerator = (random: Random) => MiniExample;

/** An entry other than this one. */
export function pickOther<T>(random: Random, entries: readonly T[], not: T): T {
  return random.pick(entries.filter((entry) => entry !== not));
}
