import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExpectedError } from './errors.js';
import { commandWorkspace } from './testing/command-workspace.js';
import { fakeTask } from './testing/fake-task.js';
import { runCaptured } from './testing/run-fake.js';

const { cwd, freshFolder, run } = commandWorkspace();

describe('errors are one sentence on stderr', () => {
  it.each([
    ['trian baseline', 2, "error: rdrop fake: unknown command 'trian' (Did you mean train?)\n"],
    ['train', 2, 'error: no experiment given: expected --experiment <name>, one of baseline, r-drop\n'],
    [
      'train basline',
      2,
      "error: unknown experiment 'basline'; did you mean 'baseline'? Known: baseline, r-drop\n",
    ],
    ['train constructor', 2, "error: unknown experiment 'constructor'. Known: baseline, r-drop\n"],
    [
      'train baseline --experiment r-drop',
      2,
      "error: two experiments given: 'baseline' and --experiment 'r-drop'; expected one\n",
    ],
    [
      'train baseline extra',
      2,
      /^error: rdrop fake: too many arguments for 'train'\. Expected 1 argument but got 2.*\n$/,
    ],
    [
      'train baseline --sed 1',
      2,
      "error: rdrop fake: unknown option '--sed' (Did you mean one of --seed, --set?)\n",
    ],
    [
      'train baseline --seed x',
      2,
      /argument 'x' is invalid. Expected a whole number from 0 to 4294967295\.\n$/,
    ],
    ['train baseline --threads 0', 2, /'0' is invalid\. Expected a whole number from 1 to 256/],
    ['train baseline --seed -1', 2, /argument '-1' is invalid|argument missing/],
    [
      'train baseline --engine cuda',
      2,
      /argument 'cuda' is invalid. Allowed choices are auto, simd, tensorflow, webgpu\.\n$/,
    ],
    [
      'train baseline --set model.dropuot=1',
      2,
      /^error: unknown setting 'model\.dropuot'; did you mean 'model\.dropout'\? Settings of 'model': .*\n$/,
    ],
    [
      'train baseline --set model.dropout=x',
      2,
      /^error: setting 'model\.dropout' expects a number from 0 to below 1, got 'x'\n$/,
    ],
    ['train baseline --set', 2, /option '--set <name=value>' argument missing/],
    [
      'prepare baseline --from nowhere',
      2,
      /^error: --from expects a folder with the raw data, and cannot read .*nowhere: it does not exist\n$/,
    ],
    [
      'prepare baseline --from ../nx.json',
      2,
      /^error: --from expects a folder with the raw data, got the file .*nx\.json\n$/,
    ],
    [
      'evaluate baseline --seed 99',
      1,
      /^error: no run in .*seed-99 \(it has no config\.json\); train it first: rdrop fake train --experiment baseline --seed 99\n$/,
    ],
    [
      'evaluate --out nowhere',
      1,
      /^error: no run in .*nowhere \(it has no config\.json\); train it first: rdrop fake train --experiment NAME --out nowhere\n$/,
    ],
  ])('%s', async (argv, code, sentence) => {
    const task = fakeTask();
    const outcome = await run(argv, task);
    expect(outcome.stderr).toMatch(sentence);
    expect(outcome.stderr.split('\n')).toHaveLength(2);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(task.calls).toEqual([]);
  });

  it('no arguments: says which commands there are', async () => {
    const outcome = await runCaptured(fakeTask(), [], { cwd });
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: rdrop fake: expected a command (prepare, describe, train, evaluate, report, translate, list); rdrop fake --help explains them\n',
    });
  });

  it('evaluate refuses a run of another task, experiment or seed, and settings of another version', async () => {
    const out = freshFolder();
    await run(`train baseline --out ${out}`);
    expect((await run(`evaluate r-drop --out ${out}`)).stderr).toContain(
      "has experiment 'baseline', but the command names 'r-drop'",
    );
    expect((await run(`evaluate --seed 3 --out ${out}`)).stderr).toContain(
      "has seed '1', but the command names '3'",
    );
    expect((await run(`evaluate --out ${out}`, { ...fakeTask(), name: 'other' })).stderr).toContain(
      "has task 'fake', but the command names 'other'",
    );
    const config: unknown = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'));
    writeFileSync(join(out, 'config.json'), JSON.stringify(config).replace('"dropout"', '"drop_out"'));
    expect((await run(`evaluate --out ${out}`)).stderr).toMatch(
      /^error: .*config\.json does not fit this version: .*'model\.drop/,
    );
  });

  it('an expected error of any library: its sentence, exit code 1, no stack', async () => {
    for (const error of [
      new ExpectedError('the disk is full'),
      Object.assign(new RangeError('the disk is full'), { expected: true }),
    ]) {
      const task = fakeTask({ prepare: () => Promise.reject(error) });
      expect(await run('prepare baseline', task)).toEqual({
        code: 1,
        stdout: '',
        stderr: 'error: the disk is full\n',
      });
    }
  });

  it('an unexpected error: one sentence, exit code 70, the stack only with RDROP_DEBUG=1', async () => {
    const task = fakeTask({ prepare: () => Promise.reject(new TypeError('x is\nnot a function')) });
    const plain = await run('prepare baseline', task);
    expect(plain).toEqual({
      code: 70,
      stdout: '',
      stderr: 'error: unexpected error: x is not a function (set RDROP_DEBUG=1 for the stack)\n',
    });
    const debug = await runCaptured(task, ['prepare', 'baseline'], { cwd, env: { RDROP_DEBUG: '1' } });
    expect(debug.stderr).toMatch(/\n {4}at .*run-task-errors\.spec\.ts/);
  });

  it('a failed training gives the folder free', async () => {
    const out = freshFolder();
    const failing = fakeTask({ train: () => Promise.reject(new ExpectedError('loss is NaN at update 3')) });
    expect(await run(`train baseline --out ${out}`, failing)).toMatchObject({
      code: 1,
      stderr: 'error: loss is NaN at update 3\n',
    });
    expect((await run(`train baseline --out ${out}`)).code).toBe(0);
  });

  it('two processes cannot train in one folder', async () => {
    const out = freshFolder();
    const task = fakeTask({
      train: async () =>
        expect((await run(`train baseline --out ${out}`)).stderr).toContain('is in use by process'),
    });
    expect((await run(`train baseline --out ${out}`, task)).code).toBe(0);
  });
});
