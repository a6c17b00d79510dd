import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { taskCommands, temporaryTaskFolder } from '@rdrop/experiment/testing';
import { translationTask } from '../task.js';

export type { CommandResult } from '@rdrop/experiment/testing';

/** Runs `rdrop translation ...` in this process and returns what it printed. */
export const { command, commandWithInput } = taskCommands(translationTask);

/** Starts `rdrop translation ...` as a process of its own. */
export function startCommand(...argv: string[]) {
  const program = fileURLToPath(new URL('../../../../tools/rdrop-cli/bin/rdrop.mjs', import.meta.url));
  return spawn(process.execPath, [program, 'translation', ...argv], { stdio: 'pipe' });
}

/** A temporary folder and how to remove it. */
export const temporaryFolder = () => temporaryTaskFolder('translation');
