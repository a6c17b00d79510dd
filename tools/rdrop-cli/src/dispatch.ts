import { type App, findApps, loadMain } from './apps.js';
import { describeError, RDropUsageError } from './errors.js';
import { helpText } from './help.js';
import { parseRunsOptions } from './jobs/options.js';
import { makeRuns, reproduceJobs, type RunsHost } from './reproduce.js';
import { studyJobs } from './study.js';

/** What the dispatcher needs from outside, so that tests can run it in-process. */
export interface Surroundings extends RunsHost {
  readonly version: string;
  readonly debug: boolean;
  readonly writeOut: (text: string) => void;
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
    const options = parseRunsOptions('reproduce', rest, { apps, cores: surroundings.cores });
    rejectRest('reproduce', options.words);
    const jobs = await reproduceJobs(options, surroundings);
    return await makeRuns(jobs, apps, { parallel: options.jobs, host: surroundings });
  }
  if (command === 'study') {
    const wanted = rest.includes('--tasks') ? rest : [...rest, '--tasks', 'translation'];
    const options = parseRunsOptions('study', wanted, {
      apps,
      cores: surroundings.cores,
      scales: ['mini', 'small'],
      seeds: 1,
    });
    const jobs = await studyJobs(options, surroundings);
    return await makeRuns(jobs, apps, { parallel: options.jobs, host: surroundings });
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
    'study',
  ];
  return `unknown task '${command}': expected one of the tasks ${tasks.join(', ')} or one of ${others.join(', ')}`;
}
