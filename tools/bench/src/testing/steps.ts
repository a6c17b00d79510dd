import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ReadOptions } from '../models/layer-context.js';
import { TASKS, type TaskName } from '../sizes.js';
import { Trainer } from '../trainer.js';
import type { BuildOptions } from '../workload.js';
import { tinyWorkload } from './tiny-workloads.js';

const schema = z.record(z.enum(TASKS), z.object({ losses: z.array(z.number()), norms: z.array(z.number()) }));
/** Losses and gradient norms of the peer's first steps, without dropout. */
export const goldenSteps = schema.parse(
  JSON.parse(readFileSync(new URL('./golden/steps.json', import.meta.url), 'utf8')),
);

export const R_DROP: BuildOptions = { seed: 1, rdrop: true, alpha: 5 };

/** Numbers of one step. */
export interface Step {
  readonly loss: number;
  readonly kl: number;
  readonly norm: number;
}

export async function makeStep(trainer: Trainer): Promise<Step> {
  const { loss, kl, gradientNorm } = await trainer.step();
  return { loss, kl, norm: gradientNorm };
}

/** The first steps of a tiny model on the active backend. */
export async function steps(
  task: TaskName,
  count: number,
  options: BuildOptions & ReadOptions & { readonly dropout: number },
): Promise<Step[]> {
  const trainer = new Trainer(tinyWorkload(task, options.dropout, options), options);
  const made: Step[] = [];
  for (let step = 0; step < count; step++) made.push(await makeStep(trainer));
  trainer.dispose();
  return made;
}
