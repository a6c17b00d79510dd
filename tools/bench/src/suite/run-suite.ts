import { collectEnvironment } from '@rdrop/training';
import { readRecord } from '../compare/read-record.js';
import { runChild, type RunChild } from '../compare/run-child.js';
import { isBroken, kernelsReport } from '../kernels/kernels-report.js';
import { ownProgram } from '../own-program.js';
import { stepRecord } from '../step-record.js';
import { shownCommand } from '../without-folders.js';
import { writeReport } from '../write-report.js';
import type { SuiteRequest } from './suite-options.js';
import {
  type Outcome,
  stepName,
  type SuiteReport,
  suiteJson,
  suiteMarkdown,
  type SuiteRow,
  type SuiteStep,
  suiteText,
} from './suite-report.js';

/** What a suite needs of the world. */
export interface SuiteHost {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** How children are run; replaced in tests. */
  readonly runChild?: RunChild;
}

/**
 * Runs the kernels' checks, then every step, each in a process of its own: what fails, a lost device included, is reported
 * in its row, and the rest goes on. The report is written as far as it has come after every row.
 *
 * @returns whether all of it went well
 */
export async function runSuite(request: SuiteRequest, host: SuiteHost): Promise<boolean> {
  const run = childOf(request, host.runChild ?? runChild);
  const { cpu, cores, memoryBytes, platform, gitCommit, gitDirty } = await collectEnvironment();
  let report: SuiteReport = {
    ...{ suite: request.suite, date: new Date().toISOString(), kernels: undefined, rows: [] },
    machine: { cpu, cores, memoryBytes, platform, gitCommit, gitDirty },
  };
  const add = async (more: Partial<SuiteReport>): Promise<void> => {
    report = { ...report, ...more };
    if (request.out === undefined) return;
    await writeReport(request.out, { md: suiteMarkdown(report), json: suiteJson(report, 2) });
  };
  if (request.kernels) {
    host.printError('kernels ...\n');
    const words = ['kernels', ...engineWords(request)];
    await add({ kernels: await run(words, (output) => readRecord(output, kernelsReport, 'bench kernels')) });
  }
  for (const step of stepsOf(request)) {
    host.printError(`${stepName(step)} ...\n`);
    const outcome = await run(stepWords(request, step), (output) =>
      readRecord(output, stepRecord, step.command),
    );
    const row: SuiteRow = { ...step, ...outcome };
    await add({ rows: [...report.rows, row] });
  }
  if (request.out === undefined) host.print(suiteJson(report));
  host.printError(`\n${suiteText(report)}`);
  return isGood(report);
}

function isGood({ kernels, rows }: SuiteReport): boolean {
  const areKernelsGood =
    kernels === undefined || (kernels.record !== undefined && !kernels.record.kernels.some(isBroken));
  return areKernelsGood && rows.every(({ error }) => error === undefined);
}

type RunOwn = <T>(words: readonly string[], read: (output: string) => T) => Promise<Outcome<T>>;

/** Runs our own command in a process of its own. */
function childOf({ limit }: SuiteRequest, start: RunChild): RunOwn {
  const own = ownProgram(process.execPath);
  return async (words, read) => {
    try {
      const output = await start([own.node, ...own.words, ...words], limit * 1000);
      return { record: read(output), error: undefined };
    } catch (error) {
      return { record: undefined, error: error instanceof Error ? error.message : String(error) };
    }
  };
}

function engineWords({ engine, gpu }: SuiteRequest): string[] {
  return ['--engine', engine, ...(gpu === undefined ? [] : ['--gpu', gpu])];
}

/** Every step of every model. */
function stepsOf(request: SuiteRequest): SuiteStep[] {
  const kinds = { both: [true, false], only: [true], off: [false] }[request.rdrop];
  const steps = request.sizes.flatMap(({ task, size }) =>
    request.precision.flatMap((precision) => kinds.map((rdrop) => ({ task, size, precision, rdrop }))),
  );
  return steps.map((step) => ({
    ...step,
    command: `rdrop bench ${shownCommand(stepWords(request, step))}`,
  }));
}

function stepWords(request: SuiteRequest, step: Omit<SuiteStep, 'command'>): string[] {
  const { task, size, rdrop, precision } = step;
  const { steps, warmup, alpha, batch, tokens, allPositions, replay } = request;
  return [
    ...['--task', task, '--size', size, ...engineWords(request), '--counts'],
    ...(precision === 'f32' ? [] : ['--precision', precision]),
    ...['--steps', String(steps), '--warmup', String(warmup), '--alpha', String(alpha)],
    ...(rdrop ? [] : ['--no-rdrop']),
    ...(allPositions ? ['--all-positions'] : []),
    ...(replay ? [] : ['--no-replay']),
    ...(batch === undefined ? [] : ['--batch', String(batch)]),
    // Images have no length.
    ...(tokens === undefined || task === 'vit' ? [] : ['--tokens', String(tokens)]),
  ];
}
