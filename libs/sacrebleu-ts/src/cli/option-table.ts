/** What follows an option: nothing, one value, or all values up to the next option. */
type Takes = 'nothing' | 'value' | 'values';

/** One option of the command line. */
export interface OptionRow {
  /** Its long spelling first: `['--input', '-i']`. */
  readonly flags: readonly [long: string, ...short: string[]];
  readonly takes: Takes;
  /** The values shown in the usage: `FILE`. */
  readonly values?: string;
  /** Its line in the usage; none for options that only sacreBLEU's command line has a use for. */
  readonly help?: string;
}

function flag(long: string, short: string | undefined, help?: string): OptionRow {
  return { flags: withShort(long, short), takes: 'nothing', ...(help === undefined ? {} : { help }) };
}

function value(long: string, short: string | undefined, values: string, help: string): OptionRow {
  return { flags: withShort(long, short), takes: 'value', values, help };
}

function values(long: string, short: string, names: string, help: string): OptionRow {
  return { flags: [long, short], takes: 'values', values: names, help };
}

function withShort(long: string, short: string | undefined): [string, ...string[]] {
  return short === undefined ? [long] : [long, short];
}

/** The options, spelled as sacreBLEU spells them, in the order of the usage. */
export const OPTIONS: readonly OptionRow[] = [
  values('--input', '-i', 'FILE...', 'hypotheses, a file for each system; default: standard input'),
  values('--metrics', '-m', 'NAME...', 'bleu (default), chrf, ter'),
  flag('--sentence-level', '-sl', 'a score for each segment'),
  value('--num-refs', '-nr', 'N', 'the reference file holds so many references, divided by tabs'),
  value('--language-pair', '-l', 'SRC-TRG', "choose BLEU's tokenizer by the target language"),
  value('--encoding', '-e', 'NAME', 'of the files, default utf-8'),

  value('--tokenize', '-tok', 'NAME', '13a (default), intl, zh, char, none'),
  flag('--lowercase', '-lc', 'BLEU of lower-cased text'),
  value('--smooth-method', '-s', 'NAME', 'exp (default), floor, add-k, none'),
  value('--smooth-value', '-sv', 'NUMBER', 'for floor (default 0.1) and add-k (default 1)'),
  flag('--force', undefined, 'do not warn of tokenised input'),

  value('--chrf-char-order', '-cc', 'N', 'longest n-gram of characters, default 6'),
  value('--chrf-word-order', '-cw', 'N', 'longest n-gram of words, default 0; 2 is chrF++'),
  value('--chrf-beta', undefined, 'N', 'weight of recall, default 2'),
  flag('--chrf-whitespace', undefined, 'count white space as characters'),
  flag('--chrf-lowercase', undefined, 'chrF of lower-cased text'),
  flag('--chrf-eps-smoothing', undefined, 'mean of F-scores over all orders'),

  flag('--ter-case-sensitive', undefined, 'TER without lower-casing'),
  flag('--ter-normalized', undefined, 'undo XML entities, split punctuation off'),
  flag('--ter-no-punct', undefined, 'remove punctuation'),
  flag('--ter-asian-support', undefined, 'extend these to Chinese and Japanese'),

  flag('--confidence', '-ci', '95 % confidence interval by bootstrap resampling'),
  value('--confidence-n', '-cin', 'N', 'resamples, default 1000'),
  flag('--paired-bs', '-pbs', 'compare systems with the first by paired bootstrap'),
  value('--paired-bs-n', '-pbsn', 'N', 'resamples, default 1000'),
  flag('--paired-ar', '-par', 'compare them by approximate randomisation'),
  value('--paired-ar-n', '-parn', 'N', 'trials, default 10000'),

  value('--format', '-f', 'NAME', 'text (default), json; latex for several systems'),
  flag('--json', undefined, 'the same as --format json'),
  value('--width', '-w', 'DIGITS', 'decimals, default 1'),
  flag('--score-only', '-b', 'print the score alone'),
  flag('--short', '-sh', 'short signatures'),
  flag('--help', '-h', 'print this'),
  flag('--version', '-V', 'print the version'),

  flag('--quiet', '-q'),
  flag('--no-color', '-nc'),
  { flags: ['--paired-jobs', '-j'], takes: 'value' },
];

/** Options of sacreBLEU that work on test sets, which this package does not have. */
export const TEST_SET_FLAGS: ReadonlySet<string> = new Set(
  '--test-set -t --list --download --echo --citation --cite --origlang -ol --subset --detail -d'.split(' '),
);

/** The text of `--help`. */
export const USAGE = `usage: sacrebleu-ts REFERENCE... [-i HYPOTHESES...] [options]

Scores detokenised translations, one segment a line. More reference files are more translations of the same segments; they
stand before -i. Several systems (-i a b) are shown in a table, and compared with the first by a paired test.

${OPTIONS.filter((row) => row.help !== undefined)
  .map(usageLine)
  .join('\n')}

The environment: SACREBLEU_SEED (default 12345) and SACREBLEU_FORMAT, which is put before --format.
`;

function usageLine({ flags: [long, ...short], values: names, help }: OptionRow): string {
  const spelling = `${[...short, long].join(', ')}${names === undefined ? '' : ` ${names}`}`;
  return `  ${spelling.padEnd(30)} ${help ?? ''}`;
}
