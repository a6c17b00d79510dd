import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectRunRecords } from '@rdrop/reports';
import { parseCommandLine, USAGE } from './command-line.js';
import { writeReport } from './report.js';

/** What the program needs of the world. */
export interface Host {
  /** The folder of the workspace, which holds `results` and `runs`. */
  readonly workspace: string;
  print(text: string): void;
  printError(text: string): void;
}

/** Runs the command line; gives the exit status: 0, or 1 after one sentence on what is wrong. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  try {
    const { folders, out, help, ...options } = parseCommandLine(args);
    if (help) {
      host.print(USAGE);
      return 0;
    }
    const sources = folders.length > 0 ? folders : workspaceFolders(host.workspace);
    const collected = await collectRunRecords(sources);
    if (collected.length === 0) throw new RangeError(`no run record (record.json) in ${sources.join(', ')}`);
    const report = writeReport(
      collected.map(({ record }) => record),
      options,
    );
    if (out === undefined) host.print(report);
    else await writeWhole(out, report);
    return 0;
  } catch (error) {
    host.printError(`results: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** The folders of the workspace that hold records; a fresh clone has run nothing yet and lacks `runs`. */
function workspaceFolders(workspace: string): string[] {
  const folders = ['results', 'runs']
    .map((name) => join(workspace, name))
    .filter((folder) => existsSync(folder));
  if (folders.length === 0) throw new RangeError(`expected results or runs in ${workspace}, found neither`);
  return folders;
}

/** Writes a file so that it is never seen half written. */
async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`${file}: cannot be written (${reason})`, { cause: error });
  }
}
