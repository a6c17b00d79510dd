import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runTask } from '@rdrop/experiment';
import { summarizationTask } from '../task.js';

/** Runs `rdrop summarization ...` in this process and returns what it printed. */
export async function command(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof output) => ({
    write(text: string) {
      output[name] += text;
      return true;
    },
  });
  const code = await runTask(summarizationTask, argv, {
    stdin: () => Readable.from([]),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  });
  return { code, ...output };
}

/** A temporary folder and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'rdrop-summarization-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
