import { DataError } from '../data-error.js';
import { readLines } from '../text-files/read-lines.js';
import { type GlueColumns, type GlueSplit, type GlueTask, isRegression } from './glue-tasks.js';

/** One example; `label` is a class id, or the number of a regression. */
export interface GlueExample {
  readonly id: string;
  readonly first: string;
  readonly second?: string;
  readonly label?: number;
}

/** A file as it was read. */
export interface GlueFile {
  readonly examples: readonly GlueExample[];
  /** Lines that hold no example: too few columns, no text, no label of the task (QQP's and MNLI's files have some). */
  readonly skipped: number;
}

/** Above this share of broken lines a file is not what it should be. */
const MOST_SKIPPED = 0.05;

interface Places {
  readonly first: number;
  readonly second: number | undefined;
  readonly label: number | undefined;
  readonly id: number | undefined;
  /** Columns of a whole line. */
  readonly width: number | undefined;
}

function placesOf(columns: GlueColumns, header: readonly string[] | undefined, file: string): Places {
  const place = (column: string | number | undefined): number | undefined => {
    if (column === undefined || typeof column === 'number') return column;
    const found = header?.indexOf(column) ?? -1;
    if (found === -1) {
      throw new DataError(
        `Cannot read ${file}: expected a column '${column}', its first line has ${(header ?? []).join(', ')}.`,
      );
    }
    return found;
  };
  return {
    first: place(columns.first) ?? 0,
    second: place(columns.second),
    label: place(columns.label),
    id: place(columns.id),
    width: header?.length,
  };
}

/** The class id or number of a label; undefined for what is none of the task's. */
function parseLabel(task: GlueTask, text: string): number | undefined {
  if (!isRegression(task)) {
    const id = task.labels.indexOf(text);
    return id === -1 ? undefined : id;
  }
  const value = text.trim() === '' ? NaN : Number(text);
  return value >= 0 && value <= 5 ? value : undefined;
}

function parseLine(task: GlueTask, places: Places, line: string, at: number): GlueExample | undefined {
  // No quoting: a quotation mark is a character like any other.
  const fields = line.split('\t');
  if (places.width !== undefined && fields.length !== places.width) return undefined;
  const text = (place: number | undefined): string | undefined => {
    const field = place === undefined ? undefined : fields[place];
    return field === undefined || field.trim() === '' ? undefined : field;
  };
  const first = text(places.first);
  const second = text(places.second);
  if (first === undefined || (places.second !== undefined && second === undefined)) return undefined;
  const label = places.label === undefined ? undefined : parseLabel(task, fields[places.label] ?? '');
  if (places.label !== undefined && label === undefined) return undefined;
  return {
    id: text(places.id) ?? String(at),
    first,
    ...(second === undefined ? {} : { second }),
    ...(label === undefined ? {} : { label }),
  };
}

/**
 * Reads one file of a task, gzip or not. Lines that cannot be an example are left out and counted.
 *
 * @throws {DataError} when columns are missing, nothing is left, or more than 5 % of the lines are broken
 */
export async function readGlueFile(file: string, task: GlueTask, { columns }: GlueSplit): Promise<GlueFile> {
  const examples: GlueExample[] = [];
  let skipped = 0;
  let places: Places | undefined = columns.hasHeader ? undefined : placesOf(columns, undefined, file);
  for await (const line of readLines(file)) {
    if (places === undefined) {
      places = placesOf(columns, line.split('\t'), file);
      continue;
    }
    const example = parseLine(task, places, line, examples.length + skipped);
    if (example === undefined) skipped += 1;
    else examples.push(example);
  }
  const lines = examples.length + skipped;
  if (examples.length === 0 || skipped > MOST_SKIPPED * lines) {
    throw new DataError(
      `Cannot use ${file} as ${task.folder}: ${skipped} of its ${lines} lines hold no example.`,
    );
  }
  return { examples, skipped };
}
