import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTask } from '@rdrop/experiment';
import { glueTask } from '../task.js';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rdrop glue ...` in this process and returns what it printed. */
export async function command(...argv: string[]): Promise<CommandResult> {
  const output = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof output) => ({
    write(text: string) {
      output[name] += text;
      return true;
    },
  });
  const code = await runTask(glueTask, argv, { stdout: stream('stdout'), stderr: stream('stderr') });
  return { code, ...output };
}

/** A temporary folder and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'rdrop-glue-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Settings that turn a mini experiment into one of a second. */
const TINY: Readonly<Record<string, string | number>> = {
  'model.dim': 16,
  'model.ffnDim': 16,
  'model.heads': 2,
  'model.layers': 1,
  'training.batch': 8,
  'training.maxUpdates': 12,
  'training.validateEvery': 4,
  'training.logEvery': 4,
  'training.schedule.warmupUpdates': 2,
};

/** The same as words of a command line. */
export function tinyArguments(changes: Readonly<Record<string, string | number>> = {}): string[] {
  return Object.entries({ ...TINY, ...changes }).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
}
