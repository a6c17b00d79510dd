import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { PackUsageError } from './errors.js';

const ARCHIVES = ['auto', 'xz', 'gz', 'none'] as const;
export type ArchiveKind = (typeof ARCHIVES)[number];

/** What a command line asks for. */
export interface PackOptions {
  /** The folder to make; undefined: in `dist` of the workspace, named after the version. */
  readonly out: string | undefined;
  /** The program of Node.js to take along. */
  readonly node: string;
  /** Libraries with the Vulkan loader among them, .deb packages of such, folders of both. */
  readonly vulkan: readonly string[];
  /** Names of prepared data sets. */
  readonly data: readonly string[];
  /** Where prepared data sets are; undefined: `data/cache` of the workspace. */
  readonly dataFrom: string | undefined;
  readonly archive: ArchiveKind;
}

function archiveKind(value: unknown): ArchiveKind {
  const kind = ARCHIVES.find((known) => known === value);
  if (kind === undefined) throw new PackUsageError(`--archive: expected one of ${ARCHIVES.join(', ')}`);
  return kind;
}

function filled(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a path.');
  return text;
}

const optional = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const several = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/**
 * Reads a command line; undefined: it asked for help, which has been written.
 * @param write where help goes
 * @throws PackUsageError with one sentence when it cannot be understood
 */
export function parseCommandLine(
  argv: readonly string[],
  write: (text: string) => void,
): PackOptions | undefined {
  const program = new Command('pack')
    .description('makes a folder that runs rdrop on an x86-64 Linux machine without network')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .option('--out <folder>', 'the folder to make (default: dist/rdrop-<version>-linux-x64)', filled)
    .option('--node <path>', 'the program of Node.js to take along', filled, process.execPath)
    .option(
      '--vulkan <paths...>',
      'take along the Vulkan loader: .deb packages, .so files, or folders of them',
    )
    .option('--data <names...>', 'prepared data sets to take along')
    .option('--data-from <folder>', 'where prepared data sets are (default: data/cache)', filled)
    .addOption(
      new Option('--archive <kind>', 'the archive beside the folder').choices(ARCHIVES).default('auto'),
    );
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new PackUsageError(error.message.replace(/^error: /, ''));
  }
  const options: Record<string, unknown> = program.opts();
  return {
    out: optional(options['out']),
    node: optional(options['node']) ?? process.execPath,
    vulkan: several(options['vulkan']),
    data: several(options['data']),
    dataFrom: optional(options['dataFrom']),
    archive: archiveKind(options['archive']),
  };
}
