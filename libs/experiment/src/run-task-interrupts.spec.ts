import { afterAll, describe, expect, it } from 'vitest';
import { ExpectedError } from './errors.js';
import { fakeTask, type FakeTask } from './testing/fake-task.js';
import { fakeSignals, runCaptured, temporaryFolder, type Outcome } from './testing/run-fake.js';

const temporary = temporaryFolder();
const cwd = temporary.path;
afterAll(temporary.remove);

let folders = 0;
const freshFolder = (): string => temporary.in(`run-${folders++}`);
const run = (argv: string, task: FakeTask = fakeTask()): Promise<Outcome> =>
  runCaptured(task, argv.split(' '), { cwd });

describe('interrupts', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s aborts once and says how to go on', async (name, expected) => {
    const signals = fakeSignals();
    const out = freshFolder();
    const task = fakeTask({
      train: async ({ signal }) => {
        expect(signal.aborted).toBe(false);
        signals.send(name);
        expect(signal.aborted).toBe(true);
        signal.throwIfAborted();
      },
    });
    const outcome = await runCaptured(task, ['train', 'baseline', '--set', "name=it's", '--out', out], {
      cwd,
      signals,
    });
    expect(outcome.code).toBe(expected);
    expect(outcome.stderr).toContain(
      `stopped by ${name}; to go on: rdrop fake train baseline --set 'name=it'\\''s' --out ${out}\n`,
    );
    expect(signals.exits).toEqual([]);
    expect(signals.listeners()).toBe(0);
  });

  it('a second signal gives the lock free and exits with 130', async () => {
    const signals = fakeSignals();
    const out = freshFolder();
    const task = fakeTask({
      train: async () => {
        signals.send('SIGTERM');
        signals.send('SIGINT');
        expect((await run(`train baseline --out ${out}`)).code).toBe(0);
      },
    });
    await runCaptured(task, ['train', 'baseline', '--out', out], { cwd, signals });
    expect(signals.exits).toEqual([130]);
  });

  it('an error that is not the interruption is still reported', async () => {
    const signals = fakeSignals();
    const task = fakeTask({
      train: async () => {
        signals.send('SIGINT');
        throw new ExpectedError('cannot save: the disk is full');
      },
    });
    const outcome = await runCaptured(task, ['train', 'baseline', '--out', freshFolder()], { cwd, signals });
    expect(outcome).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error: cannot save: the disk is full'),
    });
    expect(signals.listeners()).toBe(0);
  });
});
