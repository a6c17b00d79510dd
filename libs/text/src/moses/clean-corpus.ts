import { PERL_SPACE } from '../unicode.js';

export interface CleanCorpusOptions {
  /** Fewest words a side may have. */
  readonly min: number;
  /** Most words a side may have. */
  readonly max: number;
  /** Largest ratio of the two sides' numbers of words. Default 9. */
  readonly ratio?: number;
  /** A pair with a longer word, in characters, is dropped. Default 1000. */
  readonly maxWordLength?: number;
  /** Whether `|` divides factors. Default: as {@link hasFactors} says of the first pair. Say it for a part of a corpus. */
  readonly factored?: boolean;
}

export interface SentencePair {
  readonly source: string;
  readonly target: string;
}

const SPACES = new RegExp(`[${PERL_SPACE}]+`, 'g');

/** Whether the reference takes `|` for a divider of factors, in a corpus that begins with this pair. */
export function hasFactors(first: SentencePair): boolean {
  return first.source.includes('|') || first.target.includes('|');
}

/**
 * `clean-corpus-n.perl -ratio ratio ... min max`: yields the pairs whose lengths fit, with whitespace set right. `|`
 * divides factors when the first pair has one; otherwise it is removed. Throws when one side has more lines than the
 * other, or when a factor is empty.
 */
export function* cleanCorpus(
  source: Iterable<string>,
  target: Iterable<string>,
  options: CleanCorpusOptions,
): Generator<SentencePair, void, undefined> {
  let { factored } = options;
  let lineNumber = 0;
  for (const pair of zipLines(source, target)) {
    lineNumber++;
    factored ??= hasFactors(pair);
    const cleaned = { source: tidy(pair.source, factored), target: tidy(pair.target, factored) };
    if (!fits(cleaned, options)) continue;
    for (const [side, line] of [
      ['source', cleaned.source],
      ['target', cleaned.target],
    ]) {
      if (line !== undefined && /[ |]\|/.test(line)) {
        throw new Error(
          `cleanCorpus: expected a factor between "|" on line ${lineNumber} of the ${side}, got "${line}"`,
        );
      }
    }
    yield cleaned;
  }
}

function* zipLines(
  source: Iterable<string>,
  target: Iterable<string>,
): Generator<SentencePair, void, undefined> {
  const targets = target[Symbol.iterator]();
  let lines = 0;
  for (const line of source) {
    const next = targets.next();
    if (next.done === true) {
      throw new Error(
        `cleanCorpus: expected as many target as source lines, got a target of ${lines} lines only`,
      );
    }
    yield { source: line, target: next.value };
    lines++;
  }
  if (targets.next().done !== true) {
    throw new Error(
      `cleanCorpus: expected as many target as source lines, got a source of ${lines} lines only`,
    );
  }
}

function tidy(line: string, factored: boolean): string {
  const text = factored ? line : line.replaceAll('|', '');
  return text.replace(SPACES, ' ').replace(/^ | $/g, '');
}

function fits({ source, target }: SentencePair, options: CleanCorpusOptions): boolean {
  if (source === '' || target === '') return false;
  const { min, max, ratio = 9, maxWordLength = 1000 } = options;
  const sourceWords = source.split(' ').length;
  const targetWords = target.split(' ').length;
  if (Math.max(sourceWords, targetWords) > max || Math.min(sourceWords, targetWords) < min) return false;
  if (sourceWords / targetWords > ratio || targetWords / sourceWords > ratio) return false;
  return !hasLongWord(source, maxWordLength) && !hasLongWord(target, maxWordLength);
}

function hasLongWord(line: string, limit: number): boolean {
  if (line.length <= limit) return false;
  return line.split(/[ |]/).some((word) => word.length > limit && Array.from(word).length > limit);
}
