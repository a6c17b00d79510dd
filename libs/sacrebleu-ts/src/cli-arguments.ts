import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface CliRequest {
  readonly references: readonly string[];
  readonly input: string | undefined;
  readonly tokenizer: string;
  readonly lowercase: boolean;
  readonly smoothing: string;
  readonly smoothingValue: number | undefined;
  readonly width: number;
  readonly scoreOnly: boolean;
  readonly force: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export const USAGE = `usage: sacrebleu-ts REFERENCE... [-i HYPOTHESES] [options]

Corpus BLEU of detokenised hypotheses (standard input without -i), one segment a line.

  -i, --input FILE            hypotheses
  -tok, --tokenize NAME       13a (default) or none
  -lc, --lowercase            compare lower-cased text
  -s, --smooth-method NAME    exp (default), floor, add-k or none
  -sv, --smooth-value NUMBER  for floor (default 0.1) and add-k (default 1)
  -w, --width DIGITS          decimals of the score, default 1
  -b, --score-only            print the score alone
  --force                     do not warn of tokenised input
  -h, --help                  print this
  --version                   print the version
`;

/** sacreBLEU's options with one dash and several letters, which parseArgs would read as several options. */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['-tok', '--tokenize'],
  ['-lc', '--lowercase'],
  ['-sv', '--smooth-value'],
]);

/**
 * Reads the arguments after the program's name.
 *
 * @throws TypeError or RangeError with one sentence for what cannot be understood
 */
export function parseCliArguments(args: readonly string[]): CliRequest {
  const { values, positionals } = parseArgs({
    args: args.map((arg) => LONG_NAMES.get(arg) ?? arg),
    allowPositionals: true,
    options: {
      input: { type: 'string', short: 'i' },
      tokenize: { type: 'string', default: '13a' },
      lowercase: { type: 'boolean', default: false },
      'smooth-method': { type: 'string', short: 's', default: 'exp' },
      'smooth-value': { type: 'string' },
      width: { type: 'string', short: 'w', default: '1' },
      'score-only': { type: 'boolean', short: 'b', default: false },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0 && !values.help && !values.version) {
    throw new RangeError('expected at least one reference file, got none (see --help)');
  }
  const smoothValue = values['smooth-value'];
  return {
    references: positionals,
    input: values.input,
    tokenizer: values.tokenize,
    lowercase: values.lowercase,
    smoothing: values['smooth-method'],
    smoothingValue: smoothValue === undefined ? undefined : numberFrom('--smooth-value', smoothValue),
    width: decimalsFrom(values.width),
    scoreOnly: values['score-only'],
    force: values.force,
    help: values.help,
    version: values.version,
  };
}

function numberFrom(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value))
    throw new RangeError(`${option}: expected a number, got '${text}'`);
  return value;
}

function decimalsFrom(text: string): number {
  const value = numberFrom('--width', text);
  if (!Number.isInteger(value) || value < 0 || value > 20) {
    throw new RangeError(`--width: expected a whole number from 0 to 20, got '${text}'`);
  }
  return value;
}
