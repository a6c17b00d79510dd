import { inspect } from 'node:util';
import { startChosenEngine } from './engine.js';
import { parseCommandLine } from './command-line.js';
import { errorSentence, exitCodeOf, exitCodes, systemErrorCode } from './errors.js';
import { type ExperimentHeader } from './experiment-header.js';
import { experimentListJson, renderExperimentList } from './list-experiments.js';
import { runVerb } from './run-verb.js';
import { shellCommand } from './shell-quote.js';
import { type TaskIo } from './task-io.js';
import { type Task } from './task.js';

/**
 * Runs one command of a task: the whole of an app's `main`.
 * @param argv the arguments behind the program's name, e.g. `['train', '--experiment', 'mini']`.
 * @returns the exit code: 0 done, 1 a failure explained in one sentence, 2 a command line that is wrong,
 *   70 an unforeseen error, 130 or 143 stopped by SIGINT or SIGTERM. Never throws; leaves the process running.
 */
export async function runTask<E extends ExperimentHeader>(
  task: Task<E>,
  argv: readonly string[],
  io: Partial<TaskIo> = {},
): Promise<number> {
  const world: TaskIo = {
    stdin: () => process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    env: process.env,
    signals: process,
    startEngine: startChosenEngine,
    program: `rdrop ${task.name}`,
    ...io,
  };
  if (io.stdout === undefined) ignoreClosedPipe(process.stdout);
  try {
    const write = (text: string): void => void world.stdout.write(text);
    const invocation = parseCommandLine({ task, program: world.program, argv, write });
    if (invocation.kind === 'list')
      write(invocation.json ? experimentListJson(task) : renderExperimentList(task));
    if (invocation.kind !== 'verb') return exitCodes.ok;
    return await runVerb({
      task,
      invocation,
      io: world,
      commandLine: `${world.program} ${shellCommand(argv)}`,
    });
  } catch (error) {
    reportError(error, world);
    return exitCodeOf(error);
  }
}

const guarded = new WeakSet<object>();

/** `rdrop task list | head -1` closes the pipe early; that is no error. Stays in place, as writes end after the run. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  if (guarded.has(stream)) return;
  guarded.add(stream);
  stream.on('error', (error: unknown) => {
    if (systemErrorCode(error) !== 'EPIPE') throw error;
  });
}

/** One sentence on stderr; the stack only for those who ask for it. */
function reportError(error: unknown, { stderr, env }: TaskIo): void {
  stderr.write(`error: ${errorSentence(error)}\n`);
  if (env['RDROP_DEBUG'] === '1' && error instanceof Error) stderr.write(`${inspect(error)}\n`);
}
