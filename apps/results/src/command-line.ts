import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { tableFormat, tableFormats, type TableFormat } from '@rdrop/reports';

/** What the command line asks for. */
export interface Request {
  /** Folders to look for records in; none: the workspace's own. */
  readonly folders: readonly string[];
  readonly format: TableFormat;
  /** The file to write; standard output when undefined. */
  readonly out: string | undefined;
  readonly task: string | undefined;
  readonly help: boolean;
}

export const USAGE = `usage: rdrop results [FOLDER...] [options]

Writes the results tables from the run records (record.json) found in folders and the folders within.
Without a folder: results/ and runs/ of the workspace.

  --format NAME   ${tableFormats.map((format) => format.name).join(', ')} (default: by the ending of --out, else markdown)
  --out FILE      write to a file instead of standard output
  --task NAME     report on one task only
  -h, --help      print this
`;

/**
 * Reads the arguments after the program's name.
 *
 * @throws TypeError or RangeError with one sentence for what cannot be understood
 */
export function parseCommandLine(args: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      out: { type: 'string' },
      task: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    folders: positionals,
    format: values.format === undefined ? formatOf(values.out) : tableFormat(values.format),
    out: values.out,
    task: values.task,
    help: values.help,
  };
}

function formatOf(file: string | undefined): TableFormat {
  const extension = file === undefined ? '' : extname(file).slice(1);
  return tableFormats.find((format) => format.extension === extension) ?? tableFormat('markdown');
}
