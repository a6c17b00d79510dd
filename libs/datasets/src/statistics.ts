import type { ParallelText } from './text-files/read-parallel.js';

/** A summary of lengths, in the unit of the lengths that went in. Percentiles are by nearest rank; all 0 for no lengths. */
export interface LengthStatistics {
  readonly count: number;
  readonly total: number;
  readonly min: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What a text holds: lines, words separated by white space, Unicode characters (code points). */
export interface TextStatistics {
  readonly lines: number;
  readonly emptyLines: number;
  readonly words: LengthStatistics;
  readonly characters: number;
  readonly distinctWords: number;
}

/** Summarises lengths, for example tokens per sentence. */
export function lengthStatistics(lengths: Iterable<number>): LengthStatistics {
  const sorted = Float64Array.from(lengths).sort();
  const count = sorted.length;
  const total = sorted.reduce((sum, length) => sum + length, 0);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
  return {
    count,
    total,
    min: sorted[0] ?? 0,
    mean: count === 0 ? 0 : total / count,
    median: rank(0.5),
    p95: rank(0.95),
    p99: rank(0.99),
    max: sorted[count - 1] ?? 0,
  };
}

/** Counts lines, words and characters of one side of a corpus. */
export function textStatistics(lines: Iterable<string>): TextStatistics {
  const wordCounts: number[] = [];
  const distinct = new Set<string>();
  let emptyLines = 0;
  let characters = 0;
  for (const line of lines) {
    const words = line.split(/\s+/u).filter((word) => word.length > 0);
    wordCounts.push(words.length);
    if (words.length === 0) emptyLines += 1;
    for (const word of words) distinct.add(word);
    characters += Array.from(line).length;
  }
  return {
    lines: wordCounts.length,
    emptyLines,
    words: lengthStatistics(wordCounts),
    characters,
    distinctWords: distinct.size,
  };
}

/** {@link textStatistics} of both sides. */
export function parallelStatistics(text: ParallelText): {
  readonly source: TextStatistics;
  readonly target: TextStatistics;
} {
  return { source: textStatistics(text.source), target: textStatistics(text.target) };
}
