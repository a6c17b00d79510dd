import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { collectRuns, type ReportSource } from '@rdrop/reports';
import { parseCommandLine, USAGE, type Request } from './command-line.js';
import { readmeSection, withSection } from './readme-section.js';
import { writeReportFolder } from './report-folder.js';
import { chooseTask, hrefFrom, writeReport } from './report.js';
import { writeWhole } from './write-whole.js';

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
    const request = parseCommandLine(args);
    if (request.help) {
      host.print(USAGE);
      return 0;
    }
    const { folders } = request;
    const sources = folders.length > 0 ? folders : workspaceFolders(host.workspace);
    const collected = await collectRuns(sources);
    for (const problem of collected.problems) host.printError(`results: left out: ${problem}\n`);
    if (collected.runs.length === 0)
      throw new RangeError(`no run record (record.json) in ${sources.join(', ')}`);
    await carryOut(request, chooseTask(collected, request.task), host);
    return 0;
  } catch (error) {
    host.printError(`results: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function carryOut(request: Request, source: ReportSource, host: Host): Promise<void> {
  const { format, out, report: folder, readme } = request;
  if (readme !== undefined) {
    const from = resolve(dirname(readme));
    const section = readmeSection(source, (run) => hrefFrom(from, run));
    await writeWhole(readme, withSection(await readFile(readme, 'utf8'), section, readme));
  } else if (folder !== undefined) {
    const { report, page } = await writeReportFolder(source, resolve(folder));
    host.print(`${report.summary.text}\nThe report: ${page}\n`);
  } else {
    const from = resolve(out === undefined ? '.' : dirname(out));
    const text = await writeReport(source, { format, from });
    if (out === undefined) host.print(text);
    else await writeWhole(out, text);
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
