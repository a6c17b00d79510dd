import { writeJsonAtomic } from '@rdrop/files';

/**
 * Writes a record (`record.json`, `config.json`, ...) as indented JSON, atomically: a reader sees the old file or the
 * new one, never a part.
 * @throws RangeError for a number JSON cannot hold; FileError when the file cannot be written.
 */
export async function writeRecord<T extends object>(file: string, record: T & JsonLike<T>): Promise<void> {
  rejectNonFinite(record, '');
  await writeJsonAtomic(file, record);
}

/** What a type must be like for JSON to give it back as it was: no functions, dates, maps, sets or bigints anywhere. */
export type JsonLike<T> = T extends
  | bigint
  | symbol
  | Date
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...args: never[]) => unknown)
  ? never
  : T extends object
    ? { readonly [K in keyof T]: JsonLike<T[K]> }
    : T;

/** JSON would turn NaN and infinity into null without a word. */
function rejectNonFinite(value: unknown, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`writeRecord: expected finite numbers, got ${value} at '${path}'`);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value))
    rejectNonFinite(child, path === '' ? key : `${path}.${key}`);
}
