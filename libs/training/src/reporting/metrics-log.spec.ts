import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../testing/run-folder.js';
import { MetricsLog } from './metrics-log.js';

const folderOf = temporaryFolders();
const record = (update: number, loss = 1) => ({
  kind: 'train' as const,
  update,
  epoch: 1,
  metrics: { loss },
  seconds: 1,
});

async function logAt(path: string, updates: readonly number[]): Promise<MetricsLog> {
  const log = await MetricsLog.open(path);
  for (const update of updates) await log.write(record(update));
  return log;
}

const updates = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).update);

describe('MetricsLog', () => {
  it('cuts back to an update and goes on', async () => {
    const path = join(folderOf(), 'run', 'metrics.jsonl');
    const log = await logAt(path, [1, 2, 2, 3, 4]);
    await log.rewind({ update: 2 });
    await log.write(record(5));
    await log.close();
    expect(updates(path)).toEqual([1, 2, 2, 5]);
  });

  it('drops a torn line and whatever follows a foreign one', async () => {
    const path = join(folderOf(), 'metrics.jsonl');
    await (await logAt(path, [1, 2])).close();
    appendFileSync(path, '{"kind":"train","upd');
    const log = await MetricsLog.open(path);
    await log.rewind({ update: 10 });
    expect(updates(path)).toEqual([1, 2]);
    writeFileSync(path, '{"update":1}\nhello\n{"update":2}\n');
    await log.rewind({ update: 10 });
    await log.close();
    expect(updates(path)).toEqual([1]);
  });

  it('keeps nothing at -1 and everything at the last update', async () => {
    const path = join(folderOf(), 'metrics.jsonl');
    const log = await logAt(path, [0, 1]);
    await log.rewind({ update: 1 });
    expect(updates(path)).toEqual([0, 1]);
    await log.rewind({ update: -1 });
    await log.flush();
    await log.close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('does not turn NaN into null', async () => {
    const path = join(folderOf(), 'metrics.jsonl');
    const log = await MetricsLog.open(path);
    await log.write(record(1, Number.NaN));
    await log.close();
    expect(JSON.parse(readFileSync(path, 'utf8')).metrics).toEqual({ loss: 'NaN' });
  });
});
