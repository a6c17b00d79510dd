import { fileURLToPath } from 'node:url';
import { run } from './run.js';

/** Prints the results tables; returns the exit code. */
export const main = (argv: string[]): Promise<number> =>
  run(argv, {
    workspace: fileURLToPath(new URL('../../..', import.meta.url)),
    print: (text) => process.stdout.write(text),
    printError: (text) => process.stderr.write(text),
  });
