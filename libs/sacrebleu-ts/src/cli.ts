import { corpusBleu } from './bleu/bleu.js';
import { formatBleu } from './bleu/format-score.js';
import { resolveSmoothing } from './bleu/smoothing.js';
import { parseCliArguments, USAGE, type CliRequest } from './cli-arguments.js';
import { formatFixed } from './number-format.js';
import { VERSION } from './version.js';

/** The world outside, so that tests can stand in for it. */
export interface CliHost {
  /** The bytes of a file; rejects when it cannot be read. */
  readFile(path: string): Promise<Uint8Array>;
  /** All of standard input. */
  readInput(): Promise<Uint8Array>;
  print(text: string): void;
  printError(text: string): void;
}

/** Runs the command line; gives the exit status: 0, or 1 after one sentence on what is wrong. */
export async function runCli(args: readonly string[], host: CliHost): Promise<number> {
  try {
    const request = parseCliArguments(args);
    if (request.help) host.print(USAGE);
    else if (request.version) host.print(`${VERSION}\n`);
    else host.print(`${await score(request, host)}\n`);
    return 0;
  } catch (error) {
    host.printError(`sacrebleu-ts: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function score(request: CliRequest, host: CliHost): Promise<string> {
  const references: string[][] = [];
  for (const path of request.references) references.push(await readLines(path, host));
  const hypotheses =
    request.input === undefined
      ? linesOf(await host.readInput(), 'standard input')
      : await readLines(request.input, host);
  const result = corpusBleu(hypotheses, references, {
    tokenizer: request.tokenizer,
    lowercase: request.lowercase,
    smoothing: resolveSmoothing(request.smoothing, request.smoothingValue).method,
    smoothingValue: request.smoothingValue,
    onWarning: request.force
      ? undefined
      : (message) => host.printError(`sacrebleu-ts: warning: ${message}\n`),
  });
  if (request.scoreOnly) return formatFixed(result.score, request.width);
  return formatBleu(result, { width: request.width, signature: result.signature });
}

async function readLines(path: string, host: CliHost): Promise<string[]> {
  let bytes: Uint8Array;
  try {
    bytes = await host.readFile(path);
  } catch (error) {
    throw new Error(`${path}: cannot be read (${reasonOf(error)})`, { cause: error });
  }
  return linesOf(bytes, path);
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}

function linesOf(bytes: Uint8Array, source: string): string[] {
  const text = decode(bytes, source);
  const lines = text.split(/\r\n|\n|\r/u);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function decode(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${source}: expected UTF-8 text, got bytes that are not`, { cause: error });
  }
}
