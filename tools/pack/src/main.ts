import { fileURLToPath } from 'node:url';
import { run } from './run.js';

/** Runs the command line of this process on the workspace that this file is part of; gives the exit status. */
export const main = (argv: readonly string[]): Promise<number> =>
  run(argv, {
    root: fileURLToPath(new URL('../../../', import.meta.url)),
    debug: process.env['RDROP_DEBUG'] === '1',
    print: (text) => void process.stdout.write(text),
    printError: (text) => void process.stderr.write(text),
  });
