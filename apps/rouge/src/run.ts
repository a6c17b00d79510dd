import { rouge } from '@rdrop/metrics';
import { parseCommandLine, USAGE } from './command-line.js';
import { jsonReport, textReport } from './report.js';

/** What the program needs of the world. */
export interface Host {
  readText(file: string): Promise<string>;
  print(text: string): void;
  printError(text: string): void;
}

/** The summaries of a file, one a line; a last line that is not ended counts. */
async function readSummaries(host: Host, file: string, separator: string | undefined): Promise<string[]> {
  const lines = (await host.readText(file)).split(/\r?\n/u);
  if (lines[lines.length - 1] === '') lines.pop();
  return separator === undefined ? lines : lines.map((line) => line.replaceAll(separator, '\n'));
}

/** Runs the command line; gives the exit status: 0, or 1 after one sentence on what is wrong. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  try {
    const request = parseCommandLine(args);
    if (request.help) {
      host.print(USAGE);
      return 0;
    }
    const references = await readSummaries(host, request.references, request.separator);
    const hypotheses = await readSummaries(host, request.hypotheses, request.separator);
    if (references.length !== hypotheses.length) {
      throw new RangeError(
        `expected as many lines in ${request.hypotheses} as in ${request.references} (${references.length}), got ${hypotheses.length}`,
      );
    }
    const scores = rouge(hypotheses, references, request.options);
    host.print(request.json ? jsonReport(scores) : textReport(scores));
    return 0;
  } catch (error) {
    host.printError(`rouge: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
