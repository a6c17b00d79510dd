import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTask } from '@rdrop/experiment';
import { languageModelingTask } from '../task.js';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rdrop language-modeling ...` in this process and returns what it printed. */
export async function command(...argv: string[]): Promise<CommandResult> {
  const output = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof output) => ({
    write(text: string) {
      output[name] += text;
      return true;
    },
  });
  const code = await runTask(languageModelingTask, argv, {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  });
  return { code, ...output };
}

/** A temporary folder and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'rdrop-language-modeling-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
