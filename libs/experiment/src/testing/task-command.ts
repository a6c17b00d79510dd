import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runTask, type ExperimentHeader, type Task } from '../index.js';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs verbs of a task in this process, with real engines and files, and returns what they printed. */
export interface TaskCommands {
  /** `rdrop TASK ...` without input. */
  readonly command: (...argv: string[]) => Promise<CommandResult>;
  /** The same with standard input in these parts. */
  readonly commandWithInput: (
    input: readonly (string | Buffer)[],
    ...argv: string[]
  ) => Promise<CommandResult>;
}

export function taskCommands<E extends ExperimentHeader>(task: Task<E>): TaskCommands {
  const commandWithInput = async (
    input: readonly (string | Buffer)[],
    ...argv: string[]
  ): Promise<CommandResult> => {
    const output = { stdout: '', stderr: '' };
    const stream = (name: keyof typeof output) => ({
      write(text: string) {
        output[name] += text;
        return true;
      },
    });
    const code = await runTask(task, argv, {
      stdin: () => Readable.from(input),
      stdout: stream('stdout'),
      stderr: stream('stderr'),
    });
    return { code, ...output };
  };
  return { command: (...argv) => commandWithInput([], ...argv), commandWithInput };
}

/** A temporary folder `rdrop-NAME-...` and how to remove it. */
export async function temporaryTaskFolder(
  name: string,
): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `rdrop-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
