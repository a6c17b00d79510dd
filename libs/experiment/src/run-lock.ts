import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ExpectedError, systemErrorCode, systemErrorReason } from './errors.js';
import { currentProcess, processState } from './process-identity.js';

const lockContent = z.object({
  token: z.string(),
  pid: z.int().positive(),
  host: z.string(),
  started: z.string().optional(),
  since: z.string(),
});
type LockContent = z.infer<typeof lockContent>;

export interface RunLock {
  readonly path: string;
  /** Gives the folder free; synchronous, so that it also works while the process exits. Safe to call twice. */
  release(): void;
}

export const lockFileName = 'run.lock';

/**
 * Takes the lock of a run folder, so that two processes never train in one folder.
 * A lock whose process is gone (killed, machine restarted) is taken over.
 * @throws ExpectedError when another process holds it, or the folder cannot be written.
 */
export function acquireRunLock(folder: string): RunLock {
  const path = join(folder, lockFileName);
  const own = { token: randomUUID(), ...currentProcess(), since: new Date().toISOString() };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (createWhole(path, own, folder)) return { path, release: () => release(path, own.token) };
    const holder = readLock(path);
    if (holder === undefined) continue; // given free between the two looks
    const state = holder === 'unreadable' ? 'unknown' : processState(holder);
    if (state !== 'gone' || holder === 'unreadable') throw busy(folder, path, holder);
    discardStale(path, holder);
  }
  throw busy(folder, path, readLock(path) ?? 'unreadable');
}

// a hard link makes the lock appear with its whole content at once, and fails when one is there
function createWhole(path: string, content: LockContent, folder: string): boolean {
  const temporary = `${path}.${content.token}`;
  const text = `${JSON.stringify(content)}\n`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
  } catch (error) {
    throw new ExpectedError(`cannot write in the run folder ${folder}: ${systemErrorReason(error)}`, {
      cause: error,
    });
  }
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    return createExclusive(path, text, folder); // file systems without hard links
  } finally {
    rmSync(temporary, { force: true });
  }
}

function createExclusive(path: string, text: string, folder: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw new ExpectedError(`cannot lock the run folder ${folder}: ${systemErrorReason(error)}`, {
      cause: error,
    });
  }
}

function readLock(path: string): LockContent | 'unreadable' | undefined {
  try {
    const parsed = lockContent.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : 'unreadable';
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT' ? undefined : 'unreadable';
  }
}

// renaming first, then looking again at what was renamed: of two processes that both saw the stale lock, the later
// one would otherwise remove the earlier one's fresh lock
function discardStale(path: string, stale: LockContent): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return;
    throw new ExpectedError(`cannot remove the stale lock ${path}: ${systemErrorReason(error)}`, {
      cause: error,
    });
  }
  const moved = readLock(aside);
  const fresh = moved !== undefined && moved !== 'unreadable' && moved.token !== stale.token;
  if (fresh) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

function release(path: string, token: string): void {
  const holder = readLock(path);
  if (holder !== undefined && holder !== 'unreadable' && holder.token === token)
    rmSync(path, { force: true });
}

function busy(folder: string, path: string, holder: LockContent | 'unreadable'): ExpectedError {
  const remedy = `choose another --out, or delete ${path} if that process no longer runs`;
  const who =
    holder === 'unreadable'
      ? 'another process'
      : `process ${holder.pid} on ${holder.host} (since ${holder.since})`;
  return new ExpectedError(`the run folder ${folder} is in use by ${who}; ${remedy}`);
}
