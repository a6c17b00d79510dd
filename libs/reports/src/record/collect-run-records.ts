import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRunRecord, RunRecordError } from './parse-run-record.js';
import { errorCode, readTextFile } from './read-text-file.js';
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

/** What lies in some folders. */
export interface CollectedRecords {
  readonly runs: readonly CollectedRecord[];
  /** Files that have the name of a record and are none, each as a sentence with the file and what is wrong there. */
  readonly problems: readonly string[];
}

/**
 * Reads every run record in folders and the folders within, in the order of their paths. A file reached twice counts once;
 * links are not followed below the given folders. A file that is not a record is left out and told of.
 *
 * @throws RunRecordError for a folder that cannot be read
 */
export async function collectRunRecords(folders: readonly string[]): Promise<CollectedRecords> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const file of await recordFiles(folder)) files.set(await realpath(file), file);
  }
  const runs: CollectedRecord[] = [];
  const problems: string[] = [];
  for (const file of [...files.values()].sort()) {
    try {
      runs.push({ file, record: parseRunRecord(await readTextFile(file, LARGEST_RECORD), file) });
    } catch (error) {
      if (!(error instanceof RunRecordError)) throw error;
      problems.push(error.message);
    }
  }
  return { runs, problems };
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
    throw new RunRecordError(`${folder}: expected a folder that can be read (${errorCode(error)})`, {
      cause: error,
    });
  }
}
