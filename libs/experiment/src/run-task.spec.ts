import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExpectedError } from './errors.js';
import { fakeTask, type FakeTask } from './testing/fake-task.js';
import { fakeEngine, fakeSignals, runCaptured, temporaryFolder, type Outcome } from './testing/run-fake.js';

const temporary = temporaryFolder();
const cwd = temporary.in('workspace', 'apps');
beforeAll(() => {
  mkdirSync(cwd, { recursive: true });
  writeFileSync(temporary.in('workspace', 'nx.json'), '{}');
});
afterAll(temporary.remove);

let folders = 0;
const freshFolder = (): string => temporary.in(`run-${folders++}`);
const run = (argv: string, task: FakeTask = fakeTask()): Promise<Outcome> =>
  runCaptured(task, argv.split(' '), { cwd });

describe('verbs', () => {
  it.each(['prepare', 'train'])('%s gets the resolved experiment and absolute paths', async (verb) => {
    const task = fakeTask();
    const out = freshFolder();
    mkdirSync(join(cwd, 'raw'), { recursive: true });
    const outcome = await run(
      `${verb} --experiment r-drop --set model.dim=64 --set betas=[0.5,0.6] --seed 7 --engine simd --out ${out} --from raw --data d`,
      task,
    );
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(task.calls).toHaveLength(1);
    expect(task.calls[0]).toMatchObject({
      verb,
      context: {
        taskName: 'fake',
        experimentName: 'r-drop',
        seed: 7,
        engine: 'simd',
        out,
        from: join(cwd, 'raw'),
        dataFolder: join(cwd, 'd'),
        resumed: false,
        experiment: { method: 'r-drop', model: { dim: 64, dropout: 0.3 }, betas: [0.5, 0.6] },
      },
    });
  });

  it('puts runs and data into the workspace by default', async () => {
    const task = fakeTask();
    await run('train baseline', task);
    expect(task.calls[0]?.context).toMatchObject({
      out: temporary.in('workspace', 'runs', 'fake', 'baseline', 'seed-1'),
      dataFolder: temporary.in('workspace', 'data', 'cache'),
      seed: 1,
      engine: 'auto',
    });
    expect(task.calls[0]?.context.from).toBeUndefined();
  });

  it('describe prints run, task and settings, starts no engine and writes nothing', async () => {
    const out = freshFolder();
    const { code, stdout, stderr } = await run(`describe baseline --set model.dropout=0.2 --out ${out}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('fake / baseline: Made-up data, baseline');
    expect(stdout).toContain('34.64 (table 1, Transformer, De→En)');
    expect(stdout).toContain('sentences  12,345');
    expect(stdout).toMatch(/^ {2}model\.dropout +0\.2$/m);
    expect(() => readFileSync(out)).toThrow('ENOENT');
  });

  it('describe --json is one JSON document', async () => {
    const { stdout } = await run('describe baseline --json --set model.dropout=0.2');
    expect(JSON.parse(stdout)).toMatchObject({
      task: 'fake',
      experiment: 'baseline',
      seed: 1,
      settings: { model: { dropout: 0.2 } },
      sections: [{}, { rows: [['sentences', 12345]] }, {}],
    });
  });

  it('list shows every experiment, for people and as JSON', async () => {
    expect((await run('list')).stdout).toBe(
      [
        'experiment  scale  method    paper                                title',
        'baseline    mini   baseline  34.64 (table 1, Transformer, De→En)  Made-up data, baseline',
        'r-drop      mini   r-drop    -                                    Made-up data, R-Drop',
        '',
      ].join('\n'),
    );
    expect(JSON.parse((await run('list --json')).stdout)).toMatchObject({
      task: 'fake',
      experiments: [
        { name: 'baseline', paper: { value: 34.64 } },
        { name: 'r-drop', paper: null },
      ],
    });
  });

  it('train goes on with the same run and refuses another', async () => {
    const out = freshFolder();
    const task = fakeTask();
    await run(`train baseline --out ${out}`, task);
    const again = await run(`train baseline --out ${out} --engine simd`, task);
    expect(again).toMatchObject({ code: 0, stderr: `going on with the run in ${out}\n` });
    expect(task.calls.map(({ context }) => context.resumed)).toEqual([false, true]);
    const other = await run(`train baseline --set model.dim=1 --out ${out}`, task);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(
      /^error: the run folder .* holds another run: 'model\.dim' is 256 there and 1 now; .*another --out.*\n$/,
    );
    expect(task.calls).toHaveLength(2);
  });

  it('warns when a run goes on with another engine', async () => {
    const out = freshFolder();
    await run(`train baseline --engine simd --out ${out}`);
    expect((await run(`train baseline --engine webgpu --out ${out}`)).stderr).toContain(
      'warning: this run was started with --engine simd',
    );
  });

  it.each(['evaluate', 'report'])("%s uses the run's own settings, with --set over them", async (verb) => {
    const out = freshFolder();
    const task = fakeTask();
    await run(`train baseline --seed 5 --set model.dim=64 --out ${out}`, task);
    expect(await run(`${verb} --out ${out} --set maxUpdates=3`, task)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(task.calls[1]).toMatchObject({
      verb,
      context: {
        experimentName: 'baseline',
        seed: 5,
        out,
        experiment: { model: { dim: 64 }, maxUpdates: 3 },
      },
    });
  });

  it("runs a task's own command with its options", async () => {
    const out = freshFolder();
    const task = fakeTask();
    await run(`train baseline --out ${out}`, task);
    await run(`translate --out ${out} --input-file a.de --scores`, task);
    expect(task.calls[1]).toMatchObject({
      verb: 'translate',
      values: { 'input-file': 'a.de', scores: true },
    });
    expect(await run(`translate --out ${out}`, task)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'--input-file <FILE>'"),
    });
  });

  it('starts the engine once, and only when asked', async () => {
    const choices: string[] = [];
    const task = fakeTask({
      train: async (context) => {
        const first = await context.startEngine();
        expect(await context.startEngine()).toBe(first);
        context.result({ bleu: 1.5 });
      },
    });
    const outcome = await runCaptured(
      task,
      ['train', 'baseline', '--engine', 'simd', '--out', freshFolder()],
      {
        cwd,
        startEngine: async (choice) => {
          choices.push(choice);
          return fakeEngine();
        },
      },
    );
    expect(outcome).toEqual({
      code: 0,
      stdout: '{"bleu":1.5}\n',
      stderr: 'engine simd on a test, 2 threads\n',
    });
    expect(choices).toEqual(['simd']);
  });
});

describe('help', () => {
  it('names every command and gives examples', async () => {
    const { code, stdout, stderr } = await run('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const verb of ['prepare', 'describe', 'train', 'evaluate', 'report', 'list', 'translate'])
      expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect(stdout).toContain('A task for tests.');
    expect(stdout).toContain('  rdrop fake train --experiment baseline\n');
  });

  it.each(['prepare', 'describe', 'train', 'evaluate', 'report', 'translate'])(
    "%s --help shows the common options and the verb's own",
    async (verb) => {
      const { code, stdout } = await run(`${verb} --help`);
      expect(code).toBe(0);
      for (const option of ['--experiment', '--engine', '--set', '--out', '--seed', '--from', '--data'])
        expect(stdout).toContain(option);
      expect(stdout).toContain(`  rdrop fake ${verb} --experiment baseline`);
      expect(stdout.includes('--input-file <FILE>')).toBe(verb === 'translate');
      expect(stdout.includes('--json')).toBe(verb === 'describe');
    },
  );
});

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
    expect(debug.stderr).toMatch(/\n {4}at .*run-task\.spec\.ts/);
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
