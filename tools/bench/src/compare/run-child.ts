import { spawn } from 'node:child_process';
import { BenchError } from '../errors.js';
import { shownCommand } from '../without-folders.js';

/** Runs a command and gives what it printed; it is ended when it takes longer than the limit. */
export type RunChild = (words: readonly string[], limitMs?: number) => Promise<string>;

/**
 * Runs a command to its end and gives its standard output.
 * @throws BenchError in one sentence, with the last line of its errors, when it cannot be started or fails
 */
export const runChild: RunChild = ([program = '', ...words], limitMs) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    const start = performance.now();
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const command = shownCommand([program, ...words]);
    child.on('error', (error) => {
      reject(new BenchError(`'${command}' cannot be started: ${error.message}`, { cause: error }));
    });
    child.on('close', (status, signal) => {
      if (status === 0) {
        resolve(output);
        return;
      }
      const last = errors.trim().split('\n').at(-1) ?? '';
      const isLate = limitMs !== undefined && performance.now() - start >= limitMs;
      const ended = isLate ? `was ended after ${limitMs / 1000} s` : `was ended by ${signal}`;
      const how = status === null ? ended : `failed with status ${status}`;
      reject(new BenchError(`'${command}' ${how}${last === '' ? '' : `: ${last}`}`));
    });
  });
