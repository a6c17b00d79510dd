import { addAbortSignal } from 'node:stream';
import { type Invocation } from './command-line.js';
import { engineOnDemand } from './engine.js';
import { exitCodes } from './errors.js';
import { type ExperimentHeader } from './experiment-header.js';
import { trapInterrupts, type Interrupts } from './interrupts.js';
import { createLogger } from './logger.js';
import { resolveExistingRun, resolveNewRun, type ResolvedRun } from './resolve-run.js';
import { openRunFolder, type RunFolder } from './run-folder.js';
import { type TaskIo } from './task-io.js';
import { type Task, type TaskContext } from './task.js';

export interface VerbRun<E extends ExperimentHeader> {
  readonly task: Task<E>;
  readonly invocation: Extract<Invocation<E>, { kind: 'verb' }>;
  readonly io: TaskIo;
  /** The whole command, quoted for a shell. */
  readonly commandLine: string;
}

/**
 * Carries out one verb: resolves the run, opens its folder where the verb needs one, and gives lock and signals
 * free whatever happens. Returns the exit code; failures are thrown.
 */
export async function runVerb<E extends ExperimentHeader>(verbRun: VerbRun<E>): Promise<number> {
  const { task, invocation, io, commandLine } = verbRun;
  const { command, options, values, words } = invocation;
  const log = createLogger(io.stderr);
  const request = { task, options, cwd: io.cwd, program: io.program };
  const run = command.runFolder === 'existing' ? await resolveExistingRun(request) : resolveNewRun(request);
  const interrupts = trapInterrupts(io.signals, log.info);
  let folder: RunFolder | undefined;
  try {
    if (command.runFolder === 'create') folder = await openForWriting(verbRun, run, interrupts);
    const context: TaskContext<E> = {
      ...run,
      taskName: task.name,
      engine: options.engine,
      resumed: folder?.resumed ?? false,
      commandLine,
      startedAt: new Date(),
      log,
      progress: io.stderr,
      openInput: () => addAbortSignal(interrupts.signal, io.stdin()),
      output: io.stdout,
      signal: interrupts.signal,
      startEngine: engineOnDemand(io.startEngine, options, log),
      result: (value) => void io.stdout.write(`${JSON.stringify(value)}\n`),
    };
    await command.run(context, values, words);
  } catch (error) {
    if (!isAbort(error, interrupts.signal)) throw error;
  } finally {
    folder?.release();
    interrupts.dispose();
  }
  const received = interrupts.received();
  if (received === undefined) return exitCodes.ok;
  log.info(`stopped by ${received}; to go on: ${commandLine}`);
  return received === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
}

async function openForWriting<E extends ExperimentHeader>(
  { task, invocation, io }: VerbRun<E>,
  run: ResolvedRun<E>,
  interrupts: Interrupts,
): Promise<RunFolder> {
  const { engine } = invocation.options;
  const { out, seed, experiment: config, experimentName: experiment } = run;
  const folder = await openRunFolder({ out, task: task.name, experiment, seed, engine, config });
  interrupts.onForcedExit(() => {
    folder.release();
  });
  const log = createLogger(io.stderr);
  if (folder.resumed) log.info(`going on with the run in ${out}`);
  if (folder.startedWith !== engine && folder.startedWith !== 'auto' && engine !== 'auto') {
    log.warn(
      `this run was started with --engine ${folder.startedWith}; on ${engine} its numbers agree only within rounding`,
    );
  }
  return folder;
}

// what a task throws when it stops because it was asked to
function isAbort(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
  );
}
