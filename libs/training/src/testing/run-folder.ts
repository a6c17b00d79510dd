import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Logger } from '../reporting/logger.js';

/** Gives every test folders of its own, removed afterwards. Call at the top of a describe block. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'training-'));
    folders.push(folder);
    return folder;
  };
}

/** A logger that remembers. */
export function recordingLogger(): Logger & { readonly infos: string[]; readonly warnings: string[] } {
  const infos: string[] = [];
  const warnings: string[] = [];
  return { infos, warnings, info: (line) => void infos.push(line), warn: (line) => void warnings.push(line) };
}

/** Lines of a run's `metrics.jsonl` without the times, which differ from run to run. */
export function metricLines(folder: string): Record<string, unknown>[] {
  return readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { seconds, perSecond, waiting: _waiting, ...rest } = JSON.parse(line);
      if (typeof seconds !== 'number' || (rest.kind === 'train' && typeof perSecond !== 'number')) {
        throw new Error(`no times in ${line}`);
      }
      return rest;
    });
}
