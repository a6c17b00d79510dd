import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runTask } from '@rdrop/experiment';
import { imageClassificationTask } from '../task.js';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rdrop image-classification ...` in this process and returns what it printed. */
export async function command(...argv: string[]): Promise<CommandResult> {
  const output = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof output) => ({
    write(text: string) {
      output[name] += text;
      return true;
    },
  });
  const code = await runTask(imageClassificationTask, argv, {
    stdin: () => Readable.from([]),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  });
  return { code, ...output };
}

/** A temporary folder and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'rdrop-images-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** `--set` for a run of a few updates in seconds. */
export function tinyArguments(changes: Readonly<Record<string, string | number>> = {}): string[] {
  const settings: Record<string, string | number> = {
    'data.imageSize': 16,
    'data.threads': 0,
    'data.holdOut': 0.05,
    'model.patch': 8,
    'model.dim': 16,
    'model.ffnDim': 16,
    'model.heads': 2,
    'model.layers': 2,
    'training.schedule': '{"kind":"cosine","peak":0.01,"warmupUpdates":2,"offset":0}',
    'training.batch': 16,
    'training.accumulate': 2,
    'training.maxUpdates': 8,
    'training.logEvery': 2,
    'training.validateEvery': 4,
    ...changes,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
}
