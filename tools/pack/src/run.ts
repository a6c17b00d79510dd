import { parseCommandLine } from './command-line.js';
import { exitCodes, PackError } from './errors.js';
import { pack } from './pack.js';

/** What the command needs of the world. */
export interface Host {
  /** The workspace that is packed. */
  readonly root: string;
  /** Whether errors are printed with their stack. */
  readonly debug: boolean;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** Runs a command line; gives the exit status. Never throws: an error is one sentence on `printError`. */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  try {
    const options = parseCommandLine(argv, host.print);
    if (options === undefined) return exitCodes.ok;
    await pack(host.root, options, (line) => host.print(`${line}\n`));
    return exitCodes.ok;
  } catch (error) {
    const stack = host.debug && error instanceof Error ? error.stack : undefined;
    const message = error instanceof Error ? error.message : String(error);
    const isExpected = error instanceof PackError;
    const hint = isExpected ? '' : ' (unexpected; set RDROP_DEBUG=1 for the stack)';
    host.printError(`pack: ${stack ?? `${message}${hint}`}\n`);
    return isExpected ? error.exitCode : exitCodes.unexpected;
  }
}
