import { preparePrecision } from '@rdrop/ops';
import { type MeasureRequest, parseCommandLine } from './command-line.js';
import { runCompare } from './compare/run-compare.js';
import { startBenchEngine } from './engine.js';
import { describeError, exitCodes } from './errors.js';
import { runKernels } from './kernels/run-kernels.js';
import { measure } from './measure.js';
import { precisionOf } from './precision.js';
import { kernelTable, productTable } from './profile/profile-tables.js';
import { runSuite } from './suite/run-suite.js';
import { workloadOf } from './workloads.js';

/** What the command needs of the world. */
export interface Host {
  /** Whether errors are printed with their stack. */
  readonly debug: boolean;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** Runs a command line; gives the exit status. Never throws: an error is one sentence on `printError`. */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  try {
    const request = parseCommandLine(argv, host.print);
    if (request.kind === 'measure') await runMeasure(request.options, host);
    if (request.kind === 'compare') await runCompare(request.options, host);
    if (request.kind === 'kernels') await runKernels(request.options, host);
    if (request.kind === 'suite' && !(await runSuite(request.options, host))) return exitCodes.failed;
    return exitCodes.ok;
  } catch (error) {
    const { text, exitCode } = describeError(error, host.debug);
    host.printError(`bench: ${text}\n`);
    return exitCode;
  }
}

/** Prints one line of JSON; the profile goes to the other stream. */
async function runMeasure(options: MeasureRequest, host: Host): Promise<void> {
  const workload = workloadOf(options);
  const engine = await startBenchEngine(options.engine, options);
  const notes = [...engine.notes, ...(await preparePrecision(precisionOf(options.precision)))];
  for (const note of notes) host.printError(`bench: ${note}\n`);
  const { record, profile } = await measure(workload, { ...engine, notes }, options);
  host.print(`${JSON.stringify(record)}\n`);
  if (profile !== undefined) host.printError(`${kernelTable(profile)}\n${productTable(profile)}`);
}
