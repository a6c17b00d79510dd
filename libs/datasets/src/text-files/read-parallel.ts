import { DataError } from '../data-error.js';
import { readAllLines, type ReadLinesOptions } from './read-lines.js';

/** Where the two sides of a parallel corpus lie. */
export interface ParallelFiles {
  readonly source: string;
  readonly target: string;
}

/** A parallel corpus in memory: line i of `source` translates to line i of `target`. */
export interface ParallelText {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

/**
 * Reads both sides of a parallel corpus.
 *
 * @throws {DataError} when a side cannot be read or is empty, or when the line counts differ.
 */
export async function readParallel(
  sourceFile: string,
  targetFile: string,
  options: ReadLinesOptions = {},
): Promise<ParallelText> {
  const source = await readAllLines(sourceFile, options);
  const target = await readAllLines(targetFile, options);
  for (const [file, lines] of [
    [sourceFile, source],
    [targetFile, target],
  ] as const) {
    if (lines.length === 0) throw new DataError(`The file ${file} is empty, at least one line was expected.`);
  }
  if (source.length !== target.length) {
    throw new DataError(
      `The two sides of a parallel corpus must have the same number of lines, but ${sourceFile} has ${source.length} and ${targetFile} has ${target.length}.`,
    );
  }
  return { source, target };
}
