import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../is-record.js';

/** More than the longest line of a curve. */
const TAIL_BYTES = 16_384;

/**
 * How much of its updates a training has done, from 0 to 1, by what its folder says. Undefined before the first logged
 * update, and for a run that does not say how many updates it will make.
 */
export function trainingProgress(folder: string): number | undefined {
  try {
    const config: unknown = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
    const maxUpdates = fieldOf(fieldOf(fieldOf(config, 'settings'), 'training'), 'maxUpdates');
    const updates = tailOf(join(folder, 'metrics.jsonl')).flatMap((line) => {
      const update = fieldOf(jsonOf(line), 'update');
      return typeof update === 'number' ? [update] : [];
    });
    if (typeof maxUpdates !== 'number' || updates.length === 0) return undefined;
    return Math.min(1, Math.max(...updates) / maxUpdates);
  } catch {
    return undefined; // not begun
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The last lines of a file. */
function tailOf(file: string): string[] {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8').split('\n');
  } finally {
    closeSync(descriptor);
  }
}
