import { fileURLToPath } from 'node:url';

/** How our command is started: the program, and the words before its own. */
export interface OwnProgram {
  readonly node: string;
  readonly words: readonly string[];
}

/** This very program, with the loader it was started with. */
export function ownProgram(node: string): OwnProgram {
  return {
    node,
    words: [...process.execArgv, fileURLToPath(new URL('../bin/bench.mjs', import.meta.url))],
  };
}
