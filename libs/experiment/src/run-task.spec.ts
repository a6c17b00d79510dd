import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandWorkspace } from './testing/command-workspace.js';
import { fakeTask } from './testing/fake-task.js';
import { fakeEngine, runCaptured } from './testing/run-fake.js';

const { temporary, cwd, freshFolder, run } = commandWorkspace();

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

  it("runs a task's own command with the words behind it, which are no experiment", async () => {
    const out = freshFolder();
    const given: (readonly string[])[] = [];
    const task = fakeTask({
      commands: {
        predict: {
          summary: 'classify images',
          runFolder: 'existing',
          words: { name: 'image', summary: 'files' },
          run: async (_context, _values, words) => void given.push(words),
        },
      },
    });
    await run(`train baseline --out ${out}`, task);
    expect(await run(`predict a.png baseline --out ${out}`, task)).toMatchObject({ code: 0 });
    expect(given).toEqual([['a.png', 'baseline']]);
    expect(await run(`predict --out ${out}`, task)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("missing required argument 'image'"),
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
