import type { BleuOptions } from '../bleu/options.js';
import { resolveSmoothing } from '../bleu/smoothing.js';
import type { ChrfOptions } from '../chrf/options.js';
import { BOOTSTRAP_SAMPLES, DEFAULT_SEED, RANDOMISATION_SAMPLES } from '../resampling/resampled-scores.js';
import type { TerOptions } from '../ter/options.js';
import { tokenizerForLanguage } from '../tokenizers/registry.js';
import { parseOptions, type ParsedOptions } from './parse-options.js';

const METRICS = ['bleu', 'chrf', 'ter'] as const;
export type MetricName = (typeof METRICS)[number];

const FORMATS = ['text', 'json', 'latex'] as const;
export type Format = (typeof FORMATS)[number];

/** How results are printed. */
export interface Printing {
  readonly format: Format;
  readonly width: number;
  readonly scoreOnly: boolean;
  readonly short: boolean;
}

/** What the command line asks for. */
export interface CliRequest {
  readonly references: readonly string[];
  /** Files of the systems; none for standard input. */
  readonly inputs: readonly string[] | undefined;
  readonly referencesPerLine: number;
  readonly encoding: string;
  readonly metrics: readonly MetricName[];
  readonly bleu: BleuOptions;
  readonly chrf: ChrfOptions;
  readonly ter: TerOptions;
  readonly sentenceLevel: boolean;
  /** Resamples of the confidence interval, when one is asked for. */
  readonly confidence: number | undefined;
  readonly paired: { readonly method: 'bs' | 'ar'; readonly samples: number } | undefined;
  readonly seed: number;
  readonly printing: Printing;
  readonly force: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** The environment variables that are looked at. */
export interface CliEnvironment {
  readonly SACREBLEU_SEED?: string | undefined;
  readonly SACREBLEU_FORMAT?: string | undefined;
}

/**
 * Reads the arguments after the program's name.
 *
 * @throws RangeError with one sentence for what cannot be understood
 */
export function parseRequest(args: readonly string[], environment: CliEnvironment = {}): CliRequest {
  const options = parseOptions(args);
  const { values, positionals } = options;
  const has = (flag: string): boolean => values.has(flag);
  const help = has('--help');
  const version = has('--version');
  if (positionals.length === 0 && !help && !version) {
    throw new RangeError('expected at least one reference file, before -i, got none (see --help)');
  }
  const inputs = values.get('--input');
  const request: CliRequest = {
    references: positionals,
    inputs,
    referencesPerLine: wholeNumber(options, '--num-refs', { lowest: 1, otherwise: 1 }),
    encoding: lastValue(options, '--encoding') ?? 'utf-8',
    metrics: [...new Set(values.get('--metrics') ?? ['bleu'])].map((name) =>
      oneOf('--metrics', METRICS, name),
    ),
    bleu: bleuOptions(options),
    chrf: {
      charOrder: wholeNumber(options, '--chrf-char-order', { otherwise: 6 }),
      wordOrder: wholeNumber(options, '--chrf-word-order', { otherwise: 0 }),
      beta: wholeNumber(options, '--chrf-beta', { otherwise: 2 }),
      whitespace: has('--chrf-whitespace'),
      lowercase: has('--chrf-lowercase'),
      epsSmoothing: has('--chrf-eps-smoothing'),
    },
    ter: {
      caseSensitive: has('--ter-case-sensitive'),
      normalized: has('--ter-normalized'),
      noPunctuation: has('--ter-no-punct'),
      asianSupport: has('--ter-asian-support'),
    },
    sentenceLevel: has('--sentence-level'),
    confidence: has('--confidence')
      ? wholeNumber(options, '--confidence-n', { lowest: 1, otherwise: BOOTSTRAP_SAMPLES })
      : undefined,
    paired: pairedOptions(options),
    seed: seedFrom(environment.SACREBLEU_SEED),
    printing: {
      format: formatFrom(options, environment),
      width: wholeNumber(options, '--width', { highest: 20, otherwise: 1 }),
      scoreOnly: has('--score-only'),
      short: has('--short'),
    },
    force: has('--force'),
    help,
    version,
  };
  checkTogether(request);
  return request;
}

function bleuOptions(options: ParsedOptions): BleuOptions {
  const value = lastValue(options, '--smooth-value');
  const smoothingValue = value === undefined ? undefined : numberFrom('--smooth-value', value);
  const target = lastValue(options, '--language-pair')?.split('-')[1];
  return {
    tokenizer:
      lastValue(options, '--tokenize') ?? (target === undefined ? undefined : tokenizerForLanguage(target)),
    lowercase: options.values.has('--lowercase'),
    smoothing: resolveSmoothing(lastValue(options, '--smooth-method') ?? 'exp', smoothingValue).method,
    smoothingValue,
    effectiveOrder: options.values.has('--sentence-level'),
  };
}

function pairedOptions(options: ParsedOptions): CliRequest['paired'] {
  const bootstrap = options.values.has('--paired-bs');
  const randomisation = options.values.has('--paired-ar');
  if (bootstrap && randomisation) throw new RangeError('--paired-ar: cannot be combined with --paired-bs');
  if (bootstrap) {
    const samples = wholeNumber(options, '--paired-bs-n', { lowest: 1, otherwise: BOOTSTRAP_SAMPLES });
    return { method: 'bs', samples };
  }
  if (randomisation) {
    const samples = wholeNumber(options, '--paired-ar-n', { lowest: 1, otherwise: RANDOMISATION_SAMPLES });
    return { method: 'ar', samples };
  }
  return undefined;
}

function checkTogether({
  sentenceLevel,
  metrics,
  confidence,
  paired,
  references,
  referencesPerLine,
}: CliRequest): void {
  if (sentenceLevel && metrics.length > 1) {
    throw new RangeError(`--sentence-level: expected one metric, got ${metrics.join(', ')}`);
  }
  if (sentenceLevel && (confidence !== undefined || paired !== undefined)) {
    throw new RangeError('--sentence-level: cannot be combined with --confidence or a paired test');
  }
  if (referencesPerLine > 1 && references.length > 1) {
    throw new RangeError(`--num-refs: expected one reference file, got ${references.length}`);
  }
}

function formatFrom(options: ParsedOptions, { SACREBLEU_FORMAT }: CliEnvironment): Format {
  const known = FORMATS.find((format) => format === SACREBLEU_FORMAT?.toLowerCase());
  if (known !== undefined) return known;
  const named = lastValue(options, '--format');
  if (named !== undefined) return oneOf('--format', FORMATS, named);
  return options.values.has('--json') ? 'json' : 'text';
}

function seedFrom(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_SEED;
  const seed = Number(text);
  if (/^[0-9]+$/u.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new RangeError(`SACREBLEU_SEED: expected a whole number from 0 to 2^53 - 1, got '${text}'`);
}

function oneOf<Name extends string>(option: string, names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined)
    throw new RangeError(`${option}: expected one of ${names.join(', ')}, got '${text}'`);
  return found;
}

function lastValue({ values }: ParsedOptions, option: string): string | undefined {
  return values.get(option)?.at(-1);
}

function numberFrom(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value))
    throw new RangeError(`${option}: expected a number, got '${text}'`);
  return value;
}

function wholeNumber(
  options: ParsedOptions,
  option: string,
  bounds: { readonly lowest?: number; readonly highest?: number; readonly otherwise: number },
): number {
  const text = lastValue(options, option);
  if (text === undefined) return bounds.otherwise;
  const { lowest = 0, highest = Number.MAX_SAFE_INTEGER } = bounds;
  const value = numberFrom(option, text);
  if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
  const range = highest === Number.MAX_SAFE_INTEGER ? `${lowest} on` : `${lowest} to ${highest}`;
  throw new RangeError(`${option}: expected a whole number from ${range}, got '${text}'`);
}
