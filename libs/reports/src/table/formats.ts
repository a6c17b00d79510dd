import { toCsv } from './csv.js';
import { toHtml } from './html.js';
import { toJson } from './json.js';
import { toLatex } from './latex.js';
import { toMarkdown } from './markdown.js';
import { toText } from './text.js';
import type { Table } from './table.js';

/** A form tables can be written in. */
export interface TableFormat {
  readonly name: string;
  /** Ending of a file of this format, without the dot. */
  readonly extension: string;
  write(table: Table): string;
}

/** The forms tables can be written in. A new one is a file beside this and a row here. */
export const tableFormats: readonly TableFormat[] = [
  { name: 'markdown', extension: 'md', write: toMarkdown },
  { name: 'text', extension: 'txt', write: toText },
  { name: 'csv', extension: 'csv', write: toCsv },
  { name: 'latex', extension: 'tex', write: toLatex },
  { name: 'html', extension: 'html', write: toHtml },
  { name: 'json', extension: 'json', write: toJson },
];

/**
 * Finds a format by name.
 *
 * @throws RangeError for an unknown name
 */
export function tableFormat(name: string): TableFormat {
  const format = tableFormats.find((candidate) => candidate.name === name);
  if (format !== undefined) return format;
  const known = tableFormats.map((candidate) => candidate.name).join(', ');
  throw new RangeError(`table format: expected one of ${known}, got '${name}'`);
}
