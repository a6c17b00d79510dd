import { collectRuns, type SegmentScores } from '@rdrop/reports';
import { afterAll, describe, expect, it } from 'vitest';
import { buildRecord, writeRecord } from '../record.js';
import { fakeTask } from '../testing/fake-task.js';
import { runCaptured, temporaryFolder } from '../testing/run-fake.js';
import { recordSamples, recordSegments } from './record-outputs.js';

const temporary = temporaryFolder();
afterAll(temporary.remove);

const segments: SegmentScores = {
  name: 'rouge1',
  set: 'test',
  signature: 's',
  from: 'mean',
  rows: [[0.5], [0.25]],
};
const samples = [{ set: 'test', input: 'a', output: 'b' }];

describe('what an evaluation leaves beside the record', () => {
  it('is what reports read', async () => {
    const task = fakeTask({
      train: async (context) => {
        const environment = { engine: 'simd', device: 'two cores', versions: {}, gitCommit: null };
        const counts = { updates: 1, seconds: 1, parameters: 1, bestCheckpoint: null, metrics: [] };
        await writeRecord(context.out, buildRecord(context, { environment, ...counts }));
        await recordSegments(context, [segments]);
        await recordSamples(context, samples);
      },
    });
    const out = temporary.in('run');
    const words = ['train', 'baseline', '--out', out, '--set', 'study=alpha'];
    expect(await runCaptured(task, words, { cwd: temporary.path })).toMatchObject({ code: 0 });
    const { runs, problems } = await collectRuns([out]);
    expect(problems).toEqual([]);
    expect(runs[0]).toMatchObject({ record: { study: 'alpha' }, segments: [segments], samples });
  });

  it('is checked before it is written', async () => {
    const task = fakeTask({
      train: (context) => recordSegments(context, [{ ...segments, rows: [] }]),
    });
    const { code } = await runCaptured(task, ['train', 'baseline', '--out', temporary.in('other')], {
      cwd: temporary.path,
    });
    expect(code).toBe(70);
  });
});
