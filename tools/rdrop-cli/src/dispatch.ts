import { availableParallelism } from 'node:os';
import { type App, findApps, loadMain } from './apps.js';
import { describeError, RDropUsageError } from './errors.js';
import { helpText } from './help.js';
import { reproduce, type RunCommand } from './reproduce.js';

/** What the dispatcher needs from outside, so that tests can run it in-process. */
export interface Surroundings {
  /** The workspace's folder, which holds `apps/`. */
  readonly root: string;
  readonly version: string;
  readonly debug: boolean;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** How `reproduce` starts a command. */
  readonly runCommand: RunCommand;
}

/** Runs one command line (the words after `rdrop`) and returns the exit status. Never throws. */
export async function dispatch(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await run(argv, surroundings);
  } catch (error) {
    const report = describeError(error, surroundings.debug);
    surroundings.writeError(`rdrop: ${report.text}\n`);
    return report.exitCode;
  }
}

async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const [command, ...rest] = argv;
  if (command === '--version' || command === '-V') {
    surroundings.writeOut(`${surroundings.version}\n`);
    return 0;
  }
  const apps = findApps(surroundings.root);
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    const text = helpText(apps);
    if (command !== undefined) surroundings.writeOut(text);
    else surroundings.writeError(text);
    return command === undefined ? 2 : 0;
  }
  if (command === 'list') {
    rejectRest('list', rest);
    return await listExperiments(apps, surroundings);
  }
  if (command === 'engines') {
    rejectRest('engines', rest);
    const { engines } = await import('./engines.js'); // TensorFlow.js comes with it
    surroundings.writeOut(await engines());
    return 0;
  }
  if (command === 'reproduce') {
    rejectRest('reproduce', rest);
    const { runCommand, writeError } = surroundings;
    return await reproduce(apps, { runCommand, parallel: availableParallelism(), writeError });
  }
  const app = apps.find(({ name }) => name === command);
  if (app === undefined) throw new RDropUsageError(unknownCommand(command, apps));
  const main = await loadMain(app);
  return await main(rest);
}

/** Every task prints its experiments, under a heading. */
async function listExperiments(apps: readonly App[], { writeOut }: Surroundings): Promise<number> {
  for (const [index, app] of apps.filter(({ isTask }) => isTask).entries()) {
    writeOut(`${index === 0 ? '' : '\n'}${app.name}: ${app.description}\n\n`);
    const main = await loadMain(app);
    const code = await main(['list']);
    if (code !== 0) return code;
  }
  return 0;
}

function rejectRest(command: string, rest: readonly string[]): void {
  if (rest.length > 0)
    throw new RDropUsageError(`${command}: expected no arguments, got '${rest.join(' ')}'`);
}

function unknownCommand(command: string, apps: readonly App[]): string {
  const tasks = apps.filter(({ isTask }) => isTask).map(({ name }) => name);
  const others = [
    'list',
    'engines',
    ...apps.filter(({ isTask }) => !isTask).map(({ name }) => name),
    'reproduce',
  ];
  return `unknown task '${command}': expected one of the tasks ${tasks.join(', ')} or one of ${others.join(', ')}`;
}
