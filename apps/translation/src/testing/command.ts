import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runTask } from '@rdrop/experiment';
import { translationTask } from '../task.js';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rdrop translation ...` in this process, without input, and returns what it printed. */
export const command = (...argv: string[]): Promise<CommandResult> => commandWithInput([], ...argv);

/** The same with standard input in these parts. */
export async function commandWithInput(
  input: readonly (string | Buffer)[],
  ...argv: string[]
): Promise<CommandResult> {
  const output = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof output) => ({
    write(text: string) {
      output[name] += text;
      return true;
    },
  });
  const code = await runTask(translationTask, argv, {
    stdin: () => Readable.from(input),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  });
  return { code, ...output };
}

/** Starts `rdrop translation ...` as a process of its own. */
export function startCommand(...argv: string[]) {
  const program = fileURLToPath(new URL('../../../../tools/rdrop-cli/bin/rdrop.mjs', import.meta.url));
  return spawn(process.execPath, [program, 'translation', ...argv], { stdio: 'pipe' });
}

/** A temporary folder and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'rdrop-translation-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
