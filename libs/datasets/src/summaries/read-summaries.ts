import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import { readLines } from '../text-files/read-lines.js';
import { parseStory } from './story.js';
import { oneLine, type SummaryPair } from './summary-pair.js';

/** Where the pairs of one part of a data set are. */
export type SummarySource =
  | { readonly kind: 'stories'; readonly files: readonly string[] }
  | { readonly kind: 'lines'; readonly documents: string; readonly summaries: string }
  | { readonly kind: 'jsonl'; readonly file: string };

/** Names of the fields of a line: CNN/DailyMail 3.0.0, then XSum. */
const DOCUMENT_FIELDS = ['article', 'document'];
const SUMMARY_FIELDS = ['highlights', 'summary'];

function field(row: Readonly<Record<string, unknown>>, names: readonly string[], where: string): string {
  for (const name of names) {
    const value = row[name];
    if (typeof value === 'string') return oneLine(value);
  }
  throw new DataError(`${where} has no text '${names.join("' or '")}'.`);
}

function parseRow(line: string, where: string): SummaryPair {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch (error) {
    throw new DataError(`${where} is not JSON.`, { cause: error });
  }
  if (typeof row !== 'object' || row === null) throw new DataError(`${where} is not a JSON object.`);
  const fields = { ...row };
  return {
    id: 'id' in row ? String(row.id) : where,
    document: field(fields, DOCUMENT_FIELDS, where),
    summary: field(fields, SUMMARY_FIELDS, where),
  };
}

async function* readStories(files: readonly string[]): AsyncGenerator<SummaryPair, void, undefined> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new DataError(`Cannot read ${file}: ${describeSystemError(error)}.`, { cause: error });
    });
    yield { id: basename(file, '.story'), ...parseStory(text) };
  }
}

async function* readJsonl(file: string): AsyncGenerator<SummaryPair, void, undefined> {
  let number = 0;
  for await (const line of readLines(file)) {
    number += 1;
    if (line.trim() !== '') yield parseRow(line, `Line ${number} of ${file}`);
  }
}

async function* readPaired(
  documents: string,
  summaries: string,
): AsyncGenerator<SummaryPair, void, undefined> {
  const others = readLines(summaries);
  let number = 0;
  for await (const document of readLines(documents)) {
    number += 1;
    const { value, done } = await others.next();
    if (done === true)
      throw new DataError(`${summaries} ends after ${number - 1} lines, ${documents} goes on.`);
    yield { id: String(number), document: oneLine(document), summary: oneLine(value) };
  }
  if ((await others.next()).done !== true) {
    throw new DataError(`${documents} ends after ${number} lines, ${summaries} goes on.`);
  }
}

/**
 * The pairs of one part of a data set, one at a time, in the order of the files.
 *
 * @throws DataError naming file and line for what cannot be read
 */
export function readSummaries(source: SummarySource): AsyncGenerator<SummaryPair, void, undefined> {
  switch (source.kind) {
    case 'stories':
      return readStories(source.files);
    case 'jsonl':
      return readJsonl(source.file);
    case 'lines':
      return readPaired(source.documents, source.summaries);
  }
}
