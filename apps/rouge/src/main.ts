import { readFile } from 'node:fs/promises';
import { run } from './run.js';

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`${file}: expected a file that can be read (${reason})`, { cause: error });
  }
}

/** Prints the scores; returns the exit code. */
export const main = (argv: string[]): Promise<number> =>
  run(argv, {
    readText,
    print: (text) => process.stdout.write(text),
    printError: (text) => process.stderr.write(text),
  });
