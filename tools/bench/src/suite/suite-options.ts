import { ENGINE_NAMES } from '@rdrop/engine';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { DEFAULT_ALPHA, fromZero, list, someOf, parseWith, wholeFrom } from '../option-values.js';
import { PRECISIONS } from '../precision.js';
import { chosenSizes, GPU_SUITE, type SuiteSize } from './suite-sizes.js';

const suiteOptions = z.object({
  suite: z.literal('gpu'),
  engine: z.enum(ENGINE_NAMES),
  gpu: z.string().optional(),
  tasks: z.array(z.string()).optional(),
  sizes: z.array(z.string()).optional(),
  precision: z.array(z.enum(PRECISIONS)).nonempty(),
  rdrop: z.enum(['both', 'only', 'off']),
  steps: z.number(),
  warmup: z.number(),
  alpha: z.number(),
  batch: z.number().optional(),
  tokens: z.number().optional(),
  allPositions: z.boolean(),
  replay: z.boolean(),
  kernels: z.boolean(),
  limit: z.number(),
  out: z.string().optional(),
});

/** What a suite is to run. */
export interface SuiteRequest extends Omit<z.infer<typeof suiteOptions>, 'tasks' | 'sizes'> {
  readonly sizes: readonly SuiteSize[];
}

const named = GPU_SUITE.map(({ task, size }) => `${task}/${size}`).join(',');

function suiteCommand(): Command {
  return new Command('bench')
    .description(
      'the correctness of every fused kernel on a GPU, then R-Drop and plain steps of the models of the paper',
    )
    .addOption(new Option('--suite <name>', 'the suite').choices(['gpu']))
    .option('--tasks <names>', `tasks, or task/size, comma-separated (default: ${named})`, list)
    .option('--sizes <names>', "sizes in the place of the suite's, comma-separated, such as mini", list)
    .addOption(
      new Option('--rdrop <which>', 'R-Drop steps and plain ones')
        .choices(['both', 'only', 'off'])
        .default('both'),
    )
    .addOption(
      new Option('--precision <names>', 'of matrix products: f32, mixed or both, comma-separated')
        .argParser(someOf(PRECISIONS))
        .default(['f32']),
    )
    .addOption(new Option('--engine <name>', 'what computes').choices(ENGINE_NAMES).default('webgpu'))
    .option('--gpu <name|number>', 'GPU of the webgpu engine')
    .option('--steps <n>', 'timed steps', wholeFrom(1), 10)
    .option('--warmup <n>', 'steps before the clock starts', wholeFrom(0), 5)
    .option('--alpha <number>', 'weight of the divergence', fromZero, DEFAULT_ALPHA)
    .option('--batch <n>', "samples of a batch (default: the size's)", wholeFrom(1))
    .option('--tokens <n>', "length of every sequence (default: the size's)", wholeFrom(1))
    .option('--all-positions', 'glue, vit: compute the last layer at every position, as a peer does', false)
    .option('--no-replay', 'run every step by the host, recorded or not')
    .option('--no-kernels', 'leave out the correctness of the kernels')
    .option('--limit <seconds>', 'what a task may take, its start included', wholeFrom(1), 600)
    .option('--out <file>', 'write FILE.json and FILE.md, row by row (default: JSON on standard output)');
}

/**
 * Reads the command line of a suite; undefined when it asked for help, which has been written.
 * @throws BenchUsageError with one sentence when it cannot be understood
 */
export function parseSuite(argv: readonly string[], write: (text: string) => void): SuiteRequest | undefined {
  const program = suiteCommand()
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined });
  if (!parseWith(program, argv)) return undefined;
  const { tasks, sizes, ...options } = suiteOptions.parse(program.opts());
  return { ...options, sizes: chosenSizes(tasks, sizes) };
}
