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
  /** The folder for a whole report: the page, every table in every format, every picture. */
  readonly report: string | undefined;
  /** A file whose results section is to be written anew. */
  readonly readme: string | undefined;
  readonly task: string | undefined;
  readonly help: boolean;
}

export const USAGE = `usage: rdrop results [FOLDER...] [options]

Writes the results from the run records (record.json) found in folders and the folders within.
Without a folder: results/ and runs/ of the workspace.

  --format NAME   ${tableFormats.map((format) => format.name).join(', ')} (default: by the ending of --out, else markdown)
  --out FILE      write to a file instead of standard output
  --report DIR    write everything into a folder: one page (index.html), the tables in every format, the figures
  --readme FILE   write the results section of a Markdown file, between its two results comments
  --task NAME     report on one task only
  -h, --help      print this

html is one page that needs no network; csv is the results in long form, unrounded; json is everything.
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
      report: { type: 'string' },
      readme: { type: 'string' },
      task: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { out, report, readme, task, help, format } = values;
  if ([out, report, readme].filter((each) => each !== undefined).length > 1) {
    throw new RangeError('expected one of --out, --report and --readme, got several');
  }
  return {
    folders: positionals,
    format: format === undefined ? formatOf(out) : tableFormat(format),
    out,
    report,
    readme,
    task,
    help,
  };
}

function formatOf(file: string | undefined): TableFormat {
  const extension = file === undefined ? '' : extname(file).slice(1);
  return tableFormats.find((format) => format.extension === extension) ?? tableFormat('markdown');
}
