import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRunRecord, RunRecordError } from './parse-run-record.js';
import type { RunRecord } from './run-record.js';

/** The file a run writes its record to. Copies kept for publication may have a name before it: `iwslt-1.record.json`. */
const RECORD_FILE = /^(?:.+\.)?record\.json$/u;

/** Folders that hold no records but may be large. */
const SKIPPED_FOLDERS = new Set(['node_modules', 'checkpoints']);

/** A record is a page of text; anything larger is not one. */
const LARGEST_RECORD = 1 << 20;

/** A record and the file it was read from. */
export interface CollectedRecord {
  readonly file: string;
  readonly record: RunRecord;
}

/**
 * Reads every run record in folders and the folders within, in the order of their paths. A file reached twice counts once;
 * links are not followed below the given folders.
 *
 * @throws RunRecordError for a folder that cannot be read, or a record that is none
 */
export async function collectRunRecords(folders: readonly string[]): Promise<CollectedRecord[]> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const file of await recordFiles(folder)) files.set(await realpath(file), file);
  }
  const collected: CollectedRecord[] = [];
  for (const file of [...files.values()].sort()) {
    collected.push({ file, record: parseRunRecord(await readText(file), file) });
  }
  return collected;
}

async function recordFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readFolder(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) files.push(...(await recordFiles(path)));
    else if (entry.isFile() && RECORD_FILE.test(entry.name)) files.push(path);
  }
  return files;
}

async function readFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new RunRecordError(`${folder}: expected a folder that can be read (${codeOf(error)})`, {
      cause: error,
    });
  }
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST_RECORD)
      throw new RunRecordError(`${file}: expected at most ${LARGEST_RECORD} bytes, got ${size}`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof RunRecordError) throw error;
    throw new RunRecordError(`${file}: cannot be read (${codeOf(error)})`, { cause: error });
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
