import { type EngineChoice } from '@rdrop/engine';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { engineChoices } from './engine.js';
import { UsageError } from './errors.js';
import { type ExperimentHeader } from './experiment-header.js';
import { shellCommand } from './shell-quote.js';
import { type Task, type TaskCommand } from './task.js';
import { listSummary, verbsOf } from './verbs.js';

/** The options every verb takes, as typed on the command line. */
export interface VerbOptions {
  readonly experiment?: string | undefined;
  readonly engine: EngineChoice;
  /** Threads that compute. */
  readonly threads?: number | undefined;
  /** The system's BLAS: `auto`, `off` or a path. */
  readonly blas?: string | undefined;
  readonly gpu?: string | undefined;
  readonly set: readonly string[];
  readonly out?: string | undefined;
  readonly seed?: number | undefined;
  readonly from?: string | undefined;
  readonly data?: string | undefined;
}

/** What a command line asks for. */
export type Invocation<E> =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly json: boolean }
  | {
      readonly kind: 'verb';
      readonly verb: string;
      readonly command: TaskCommand<E>;
      readonly options: VerbOptions;
      readonly values: Readonly<Record<string, string | boolean>>;
      /** What a command that takes words was given. */
      readonly words: readonly string[];
    };

const verbOptions = z.object({
  experiment: z.string().optional(),
  engine: z.enum(engineChoices),
  threads: z.number().optional(),
  blas: z.string().min(1).optional(),
  gpu: z.string().min(1).optional(),
  set: z.array(z.string()).default([]),
  out: z.string().min(1).optional(),
  seed: z.number().optional(),
  from: z.string().min(1).optional(),
  data: z.string().min(1).optional(),
});

export interface CommandLineRequest<E extends ExperimentHeader> {
  readonly task: Task<E>;
  /** How the program is called, e.g. `rdrop translation`. */
  readonly program: string;
  readonly argv: readonly string[];
  /** Where help goes. */
  readonly write: (text: string) => void;
}

/**
 * Reads a command line.
 * @throws UsageError with one sentence when it cannot be understood.
 */
export function parseCommandLine<E extends ExperimentHeader>(request: CommandLineRequest<E>): Invocation<E> {
  const { program: name, task, argv, write } = request;
  let invocation: Invocation<E> = { kind: 'help' };
  const program = new Command(name)
    .description(task.summary)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .addHelpText('after', overviewExamples(request));
  for (const [verb, command] of Object.entries(verbsOf(task))) {
    const subcommand = addVerb(program, verb, command).addHelpText(
      'after',
      verbExamples(request, verb, command),
    );
    subcommand.action((positional: string | readonly string[] | undefined) => {
      const words = typeof positional === 'object' ? positional : [];
      const options = readOptions(subcommand, typeof positional === 'object' ? undefined : positional);
      invocation = { kind: 'verb', verb, command, options, values: ownValues(subcommand, command), words };
    });
  }
  const list = program.command('list').description(listSummary).option('--json', 'print JSON');
  list.action(() => {
    invocation = { kind: 'list', json: list.getOptionValue('json') === true };
  });
  if (argv.length === 0) {
    throw new UsageError(
      `${name}: expected a command (${program.commands.map((each) => each.name()).join(', ')}); ${name} --help explains them`,
    );
  }
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'help' };
    throw new UsageError(`${name}: ${error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')}`);
  }
  return invocation;
}

function addVerb<E>(program: Command, verb: string, command: TaskCommand<E>): Command {
  const subcommand = program
    .command(verb)
    .description(command.summary)
    .argument(
      command.words === undefined ? '[experiment]' : `<${command.words.name}...>`,
      command.words?.summary ?? 'the same as --experiment',
    )
    .option('-e, --experiment <name>', 'the experiment; `list` shows all')
    .addOption(
      new Option('--engine <name>', 'what runs the computation').choices(engineChoices).default('auto'),
    )
    .option('--threads <n>', 'threads of the simd engine (default: one a core)', parseThreads)
    .option('--blas <auto|off|path>', "the simd engine's BLAS (default: auto, used when the system has one)")
    .option(
      '--gpu <name|number>',
      "the webgpu engine's GPU, as `rdrop engines` lists them (default: the fastest)",
    )
    .option('--set <name=value>', 'change a setting, e.g. model.dropout=0.3 (repeatable)', collect)
    .option('--out <dir>', 'run folder (default: runs/<task>/<experiment>/seed-<n>)')
    .option('--seed <n>', 'random seed (default: 1)', parseSeed)
    .option('--from <dir>', 'local folder with the raw data')
    .option('--data <dir>', 'cache of prepared data (default: data/cache)');
  for (const { name, value, summary, required } of command.options ?? []) {
    const option = new Option(value === undefined ? `--${name}` : `--${name} <${value}>`, summary);
    subcommand.addOption(option.makeOptionMandatory(required ?? false));
  }
  return subcommand;
}

function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

function parseSeed(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 0xffffffff) {
    throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
  }
  return Number(text);
}

function parseThreads(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > 256) {
    throw new InvalidArgumentError('Expected a whole number from 1 to 256.');
  }
  return Number(text);
}

function readOptions(subcommand: Command, positional: string | undefined): VerbOptions {
  const options = verbOptions.safeParse(subcommand.opts());
  if (!options.success) {
    const name = options.error.issues[0]?.path.join('.') ?? '';
    throw new UsageError(`option '--${name}' expects a value that is not empty`);
  }
  const named = options.data.experiment;
  if (positional !== undefined && named !== undefined && positional !== named) {
    throw new UsageError(`two experiments given: '${positional}' and --experiment '${named}'; expected one`);
  }
  return { ...options.data, experiment: named ?? positional };
}

function ownValues<E>(subcommand: Command, command: TaskCommand<E>): Record<string, string | boolean> {
  const values: Record<string, string | boolean> = {};
  for (const { name } of command.options ?? []) {
    const option = subcommand.options.find((each) => each.name() === name);
    const value: unknown =
      option === undefined ? undefined : subcommand.getOptionValue(option.attributeName());
    if (typeof value === 'string' || typeof value === 'boolean') values[name] = value;
  }
  return values;
}

function overviewExamples<E extends ExperimentHeader>({ task, program }: CommandLineRequest<E>): string {
  const experiment = firstExperiment(task);
  const lines = [
    'list',
    ...['prepare', 'describe', 'train', 'evaluate'].map((verb) => `${verb} --experiment ${experiment}`),
  ];
  return `\nExamples:\n${lines.map((line) => `  ${program} ${line}\n`).join('')}\n${program} <command> --help explains a command's options.`;
}

function verbExamples<E extends ExperimentHeader>(
  request: CommandLineRequest<E>,
  verb: string,
  command: TaskCommand<E>,
): string {
  const experiment = firstExperiment(request.task);
  const examples = (command.examples ?? []).map((each) =>
    each.replaceAll('<experiment>', shellCommand([experiment])),
  );
  return examples.length === 0
    ? ''
    : `\nExamples:\n${examples.map((each) => `  ${request.program} ${verb} ${each}`).join('\n')}`;
}

function firstExperiment<E extends ExperimentHeader>(task: Task<E>): string {
  return Object.keys(task.experiments)[0] ?? 'NAME';
}
