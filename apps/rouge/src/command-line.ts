import { parseArgs } from 'node:util';
import type { RougeOptions } from '@rdrop/metrics';

/** What the command line asks for. */
export type Request =
  | { readonly help: true }
  | {
      readonly help: false;
      readonly references: string;
      readonly hypotheses: string;
      readonly options: RougeOptions;
      /** Stands between the sentences of a summary in the files. */
      readonly separator: string | undefined;
      readonly json: boolean;
    };

export const USAGE = `usage: rdrop rouge REFERENCES HYPOTHESES [options]

ROUGE-1, -2, -L and -Lsum of summaries, one a line, against references, one a line. Papers (and files2rouge) call
ROUGE-Lsum "ROUGE-L".

  --json            machine-readable, with precision, recall and intervals in fractions
  --separator TEXT  what stands between sentences in the files; default: a sentence ends at " ." as in files2rouge
  --penn            write both sides in Penn Treebank words first, as BART's recipe for CNN/DailyMail does
  --no-stem         no Porter stemming
  --samples N       resamples of the 95 % intervals, default 1000; 0: no intervals
  --seed N          of the resamples, default 12345
  -h, --help        print this
`;

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new RangeError(`--${name}: expected a whole number, got '${text}'`);
}

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
      json: { type: 'boolean', default: false },
      separator: { type: 'string' },
      penn: { type: 'boolean', default: false },
      'no-stem': { type: 'boolean', default: false },
      samples: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return { help: true };
  const [references, hypotheses, ...rest] = positionals;
  if (references === undefined || hypotheses === undefined || rest.length > 0) {
    throw new RangeError(`expected two files, references and hypotheses, got ${positionals.length}`);
  }
  if (values.separator === '') throw new RangeError('--separator: expected a text, got an empty one');
  return {
    help: false,
    references,
    hypotheses,
    separator: values.separator,
    json: values.json,
    options: {
      stem: !values['no-stem'],
      sentences: values.separator === undefined ? 'period' : 'newline',
      tokenisation: values.penn ? 'penn' : 'none',
      samples: wholeNumber('samples', values.samples),
      seed: wholeNumber('seed', values.seed),
    },
  };
}
