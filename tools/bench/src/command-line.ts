import { availableParallelism } from 'node:os';
import { ENGINE_NAMES } from '@rdrop/engine';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { BENCH_ENGINES } from './engine.js';
import { DEFAULT_ALPHA, fromZero, list, parseWith, someOf, wholeFrom } from './option-values.js';
import { PRECISIONS } from './precision.js';
import { TASKS } from './sizes.js';
import { parseSuite, type SuiteRequest } from './suite/suite-options.js';

const shared = {
  engine: z.enum(BENCH_ENGINES),
  size: z.string(),
  steps: z.number(),
  warmup: z.number(),
  rdrop: z.boolean(),
  alpha: z.number(),
  allPositions: z.boolean(),
};

const measureOptions = z.object({
  ...shared,
  task: z.enum(TASKS),
  threads: z.number().optional(),
  blas: z.string(),
  gpu: z.string().optional(),
  batch: z.number().optional(),
  tokens: z.number().optional(),
  replay: z.boolean(),
  precision: z.enum(PRECISIONS),
  counts: z.boolean(),
  profile: z.boolean(),
});

const kernelsOptions = z.object({ engine: z.enum(ENGINE_NAMES), gpu: z.string().optional() });

const compareOptions = z.object({
  ...shared,
  threads: z.number(),
  peer: z.array(z.string()).nonempty(),
  pairs: z.number(),
  tasks: z.array(z.enum(TASKS)).nonempty(),
  blas: z.array(z.string()).nonempty(),
  node: z.string().optional(),
  out: z.string().optional(),
});

export type MeasureRequest = z.infer<typeof measureOptions>;
export type CompareRequest = z.infer<typeof compareOptions>;
export type KernelsRequest = z.infer<typeof kernelsOptions>;

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'help' }
  | { readonly kind: 'measure'; readonly options: MeasureRequest }
  | { readonly kind: 'compare'; readonly options: CompareRequest }
  | { readonly kind: 'kernels'; readonly options: KernelsRequest }
  | { readonly kind: 'suite'; readonly options: SuiteRequest };

/**
 * Reads a command line.
 * @param write where help goes
 * @throws BenchUsageError with one sentence when it cannot be understood
 */
export function parseCommandLine(argv: readonly string[], write: (text: string) => void): Request {
  if (argv.some((word) => /^--suite(=|$)/.test(word))) {
    const options = parseSuite(argv, write);
    return options === undefined ? { kind: 'help' } : { kind: 'suite', options };
  }
  let request: Request = { kind: 'help' };
  const program = new Command('bench')
    .description('times one training step of a task; prints one line of JSON')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined });
  addMeasureOptions(program).action(() => {
    request = { kind: 'measure', options: measureOptions.parse(program.opts()) };
  });
  const compare = program.command('compare').description('runs our command and a peer in turn');
  addCompareOptions(compare).action(() => {
    request = { kind: 'compare', options: compareOptions.parse(compare.opts()) };
  });
  const kernels = program.command('kernels').description('holds the kernels of an engine to the references');
  addKernelsOptions(kernels).action(() => {
    request = { kind: 'kernels', options: kernelsOptions.parse(kernels.opts()) };
  });
  return parseWith(program, argv) ? request : { kind: 'help' };
}

function addSharedOptions(command: Command): Command {
  return command
    .option('--size <name>', 'a size of the task', 'mini')
    .option('--steps <n>', 'timed steps', wholeFrom(1), 7)
    .option('--warmup <n>', 'steps before the clock starts', wholeFrom(0), 3)
    .option('--no-rdrop', 'the plain step: the batch once, cross-entropy only')
    .option('--alpha <number>', 'weight of the divergence', fromZero, DEFAULT_ALPHA)
    .option(
      '--all-positions',
      'glue, vit: compute the last layer at every position, as the peer does, though only the first is read',
      false,
    );
}

function addMeasureOptions(command: Command): Command {
  command
    .addOption(new Option('--task <name>', 'what is trained').choices(TASKS).default('mt'))
    .addOption(
      new Option('--engine <name>', 'what runs the computation').choices(BENCH_ENGINES).default('auto'),
    )
    .option('--threads <n>', "threads that compute (default: the engine's choice)", wholeFrom(1))
    .option('--blas <auto|off|path>', 'system BLAS of the simd engine', 'auto')
    .option('--gpu <name|number>', 'GPU of the webgpu engine')
    .option('--batch <n>', "samples of a batch (default: the size's)", wholeFrom(1))
    .option('--tokens <n>', "length of every sequence (default: the size's)", wholeFrom(1))
    .addOption(new Option('--precision <name>', 'of matrix products').choices(PRECISIONS).default('f32'))
    .option('--no-replay', 'webgpu: run every step by the host, recorded or not')
    .option(
      '--counts',
      'count what a step is made of: operations, dispatches, TFLOP/s; time it without replay too',
      false,
    )
    .option('--suite <gpu>', 'run a whole suite instead: bench --suite gpu --help')
    .option('--profile', 'make one more step and print its time by operation on stderr', false);
  return addSharedOptions(command);
}

function addCompareOptions(command: Command): Command {
  command
    .requiredOption('--peer <command>', 'what to compare with: takes our flags, prints our keys', words)
    .option('--pairs <n>', 'how often both are run', wholeFrom(1), 5)
    .addOption(
      new Option('--tasks <names>', 'tasks, comma-separated').argParser(someOf(TASKS)).default([...TASKS]),
    )
    .addOption(
      new Option('--engine <name>', 'what runs our computation').choices(BENCH_ENGINES).default('simd'),
    )
    .option('--threads <n>', 'threads that compute, ours and the peer', wholeFrom(1), availableParallelism())
    .option('--blas <choices>', 'system BLAS of the simd engine, comma-separated', list, ['auto'])
    .option('--node <path>', 'the Node.js that runs ours (default: this one)')
    .option('--out <file>', 'write FILE.md and FILE.json (default: Markdown on standard output)');
  return addSharedOptions(command);
}

function addKernelsOptions(command: Command): Command {
  return command
    .addOption(new Option('--engine <name>', 'whose kernels').choices(ENGINE_NAMES).default('webgpu'))
    .option('--gpu <name|number>', 'GPU of the webgpu engine');
}

/** The words of a command, split at spaces; quotes keep a word with spaces together. */
function words(text: string): string[] {
  const found = [...text.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)];
  if (found.length === 0) throw new InvalidArgumentError('Expected a command.');
  return found.map(([whole, double, single]) => double ?? single ?? whole);
}
