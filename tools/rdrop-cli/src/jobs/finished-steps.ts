import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './job.js';

/** In a run's folder: the commands that were finished on it. It goes when the run is deleted. */
const FILE = 'finished-steps.json';

/** Whether a command was finished before, on the run that is still there. */
export function isFinished({ words, folder }: Step): boolean {
  if (folder === undefined || !existsSync(join(folder, 'record.json'))) return false;
  return finishedIn(folder).includes(words.join(' '));
}

/** Notes that a command was finished. Does nothing for one without a run. */
export function markFinished({ words, folder }: Step): void {
  if (folder === undefined || !existsSync(folder)) return;
  const finished = [...new Set([...finishedIn(folder), words.join(' ')])];
  const temporary = join(folder, `${FILE}.${process.pid}`);
  writeFileSync(temporary, `${JSON.stringify(finished, null, 2)}\n`);
  renameSync(temporary, join(folder, FILE));
}

function finishedIn(folder: string): string[] {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}
