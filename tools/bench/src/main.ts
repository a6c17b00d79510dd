import { run } from './run.js';

/** Runs the command line of this process; gives the exit status. */
export const main = (argv: readonly string[]): Promise<number> =>
  run(argv, {
    debug: process.env['RDROP_DEBUG'] === '1',
    print: (text) => void process.stdout.write(text),
    printError: (text) => void process.stderr.write(text),
  });
