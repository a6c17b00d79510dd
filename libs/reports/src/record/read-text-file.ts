import { readFile, stat } from 'node:fs/promises';
import { RunRecordError } from './parse-run-record.js';

/**
 * Reads a file of a run, bounded in size.
 *
 * @throws RunRecordError for a file that is too large or cannot be read
 */
export async function readTextFile(file: string, largest: number): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > largest) throw new RunRecordError(`${file}: expected at most ${largest} bytes, got ${size}`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof RunRecordError) throw error;
    throw new RunRecordError(`${file}: cannot be read (${errorCode(error)})`, { cause: error });
  }
}

/** The system's short name of an error (`ENOENT`), else its message. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
