import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Runs `rdrop <words>` as a process of its own, hands over every line it prints with where it printed it, and gives its exit
 * status.
 */
export type RunCommand = (
  words: readonly string[],
  onLine: (line: string, stream?: 'out' | 'err') => void,
) => Promise<number>;

const program = fileURLToPath(new URL('../bin/rdrop.mjs', import.meta.url));

/** Exit status of a process that a signal ended, as a shell gives it. */
const SIGNALLED = 128;

/**
 * Runs `rdrop <words>` as a child. A Ctrl-C at a terminal reaches child and parent alike, so the parent only waits for
 * the child to save and end; SIGTERM is passed on.
 */
export const runCommand: RunCommand = (words, onLine) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, program, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const wait = (): void => undefined;
    const passOn = (): void => void child.kill('SIGTERM');
    process.on('SIGINT', wait);
    process.on('SIGTERM', passOn);
    createInterface({ input: child.stdout }).on('line', (line) => {
      onLine(line, 'out');
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      onLine(line, 'err');
    });
    const done = (): void => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', passOn);
    };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code) => {
      done();
      resolve(code ?? SIGNALLED);
    });
  });
