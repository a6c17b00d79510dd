import { spawn } from 'node:child_process';
import { PackError, reasonOf } from './errors.js';

/**
 * Runs a program of this system to its end; gives what it printed.
 * @throws PackError with the last line of its errors when it cannot be started or fails
 */
export function runProgram(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', (error) => {
      reject(new PackError(`'${program}' cannot be started (${reasonOf(error)})`, { cause: error }));
    });
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new PackError(`'${program}' failed: ${errors.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}
