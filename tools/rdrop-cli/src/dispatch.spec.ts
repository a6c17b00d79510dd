import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { dispatch } from './dispatch.js';
import { fakeWorkspace } from './testing/fake-workspace.js';

/** The fake apps append what they are called with to a global list, since each is a module of its own. */
const calls: string[][] = [];
Object.assign(globalThis, { fakeCalls: calls });

const translation = `
export async function main(argv: string[]): Promise<number> {
  globalThis.fakeCalls.push(['translation', ...argv]);
  return argv[0] === 'fail' ? 3 : 0;
}`;

const glue = `
export async function main(argv: string[]): Promise<number> {
  globalThis.fakeCalls.push(['glue', ...argv]);
  const [verb] = argv;
  if (verb === 'prepare') throw Object.assign(new Error('train.tsv: expected 3 columns, got 2'), { expected: true });
  if (verb === 'fly') {
    const error = new Error("unknown verb 'fly': expected prepare, train or evaluate");
    throw Object.assign(error, { name: 'WrongVerbUsageError', expected: true });
  }
  if (verb === 'crash') throw new TypeError('x is not a function');
  return 0;
}`;

const results = `
export async function main(argv: string[]): Promise<number> {
  globalThis.fakeCalls.push(['results', ...argv]);
  return 0;
}`;

const workspace = fakeWorkspace([
  {
    folder: 'translation',
    manifest: {
      description: 'Turns words around.',
      rdrop: {
        task: 'translation',
        reproduce: [[['train', '--experiment', 'mini'], ['evaluate']], [['train', '--experiment', 'other']]],
      },
    },
    main: translation,
  },
  { folder: 'sentences', manifest: { description: 'Reads sentences.', rdrop: { task: 'glue' } }, main: glue },
  { folder: 'results', manifest: { rdrop: { reproduce: [[['tables']]] } }, main: results },
]);
const broken = fakeWorkspace([
  { folder: 'broken', manifest: { rdrop: { task: 'broken' } }, main: 'export const start: number = 1;' },
  {
    folder: 'mute',
    manifest: { rdrop: { task: 'mute' } },
    main: 'export async function main(): Promise<void> {}',
  },
]);

afterAll(() => {
  workspace.remove();
  broken.remove();
});

const started: string[][] = [];

/** What the fake tasks list and describe. */
const answers: Readonly<Record<string, unknown>> = {
  list: {
    experiments: [
      { name: 'tiny-baseline', scale: 'small', method: 'baseline' },
      { name: 'tiny-rdrop', scale: 'small', method: 'r-drop' },
      { name: 'tiny-every-2', scale: 'small', method: 'r-drop', study: 'k-step' },
      { name: 'huge-rdrop', scale: 'paper', method: 'r-drop' },
    ],
  },
  describe: { settings: { model: { dropout: 0.3 }, rdrop: { alpha: 5, passes: 2, everyK: 1 } } },
};

async function rdrop(argv: string[], { root = workspace.root, debug = false, status = 0 } = {}) {
  let out = '';
  let error = '';
  const code = await dispatch(argv, {
    root,
    version: '1.2.3',
    debug,
    writeOut: (text) => (out += text),
    writeError: (text) => (error += text),
    cores: 4,
    isTerminal: false,
    onStop: () => () => undefined,
    runCommand: async (words, onLine) => {
      const answer = answers[words[1] ?? ''];
      if (answer !== undefined) onLine(JSON.stringify(answer), 'out');
      else started.push([...words]);
      return words.includes('evaluate') ? status : 0;
    },
  });
  return { code, out, error };
}

beforeEach(() => {
  calls.length = 0;
  started.length = 0;
});

describe('dispatch', () => {
  it('passes the words after the task to its main and returns its status', async () => {
    const { code, out, error } = await rdrop(['translation', 'fail', '--out', 'x']);
    expect(code).toBe(3);
    expect(calls).toEqual([['translation', 'fail', '--out', 'x']]);
    expect(out + error).toBe('');
  });

  it('finds an app without a task by its folder', async () => {
    expect((await rdrop(['results', 'tables', '--plain'])).code).toBe(0);
    expect(calls).toEqual([['results', 'tables', '--plain']]);
  });

  it('asks every task, and no other app, for its list', async () => {
    const { code, out } = await rdrop(['list']);
    expect(code).toBe(0);
    expect(out).toBe('glue: Reads sentences.\n\n\ntranslation: Turns words around.\n\n');
    expect(calls).toEqual([
      ['glue', 'list'],
      ['translation', 'list'],
    ]);
  });

  it('reproduces what the apps declare with two seeds each, then the other apps', async () => {
    const { code, error } = await rdrop(['reproduce']);
    expect(code).toBe(0);
    const share = ['--threads', '1'];
    for (const seed of ['1', '2']) {
      const train = ['translation', 'train', '--experiment', 'mini', '--seed', seed, ...share];
      expect(started).toContainEqual(train);
      expect(started).toContainEqual(['translation', 'evaluate', '--seed', seed, ...share]);
      expect(started).toContainEqual([
        'translation',
        'train',
        '--experiment',
        'other',
        '--seed',
        seed,
        ...share,
      ]);
    }
    expect(started).toHaveLength(6);
    expect(calls).toEqual([['results', 'tables']]);
    expect(error).toContain('0 of 4 runs done, 0 running, 4 left');
    expect(error).toContain('done     translation other, seed 2');
  });

  it('reproduces as it is told', async () => {
    const words = ['--tasks', 'glue', '--scale', 'small', '--seeds', '1', '--jobs', '1'];
    expect((await rdrop(['reproduce', ...words])).code).toBe(0);
    expect(started.map((each) => each.join(' '))).toEqual([
      'glue train --experiment tiny-baseline --seed 1 --threads 4',
      'glue evaluate --experiment tiny-baseline --seed 1 --threads 4',
      'glue train --experiment tiny-rdrop --seed 1 --threads 4',
      'glue evaluate --experiment tiny-rdrop --seed 1 --threads 4',
    ]);
  });

  it.each([
    [['--tasks', 'chess'], "reproduce: unknown task 'chess': expected some of glue, translation"],
    [['--scale', 'huge'], "reproduce: expected --scale mini|small|paper, got 'huge'"],
    [['--seeds', '0'], "reproduce: --seeds expects a whole number from 1 to 9999, got '0'"],
    [['all'], "reproduce: expected no arguments, got 'all'"],
  ])('refuses reproduce %j', async (words, sentence) => {
    expect(await rdrop(['reproduce', ...words])).toEqual({ code: 2, out: '', error: `rdrop: ${sentence}\n` });
  });

  it('tells of a failure, finishes the others, shows the results and fails', async () => {
    const { code, error } = await rdrop(['reproduce', '--seeds', '1'], { status: 7 });
    expect(code).toBe(7);
    expect(error).toContain('status 7 of rdrop translation evaluate --seed 1');
    expect(error).toContain('done     translation other, seed 1');
    expect(calls).toEqual([['results', 'tables']]);
  });

  it.each([
    ['k-step', ['every-2', 'every-5', 'every-10']],
    ['alpha', ['alpha-0', 'alpha-1', 'alpha-3', 'alpha-7', 'alpha-10']],
    ['m-pass', ['passes-3', 'passes-4']],
  ])('makes the runs of the study %s: both methods and every other value', async (study, values) => {
    expect((await rdrop(['study', study, '--scale', 'small'])).code).toBe(0);
    const trained = started.filter(([, verb]) => verb === 'train').map((words) => words.join(' '));
    const head = 'translation train --experiment tiny-rdrop';
    expect(trained).toHaveLength(2 + values.length);
    expect(trained).toContain(`${head} --seed 1 --threads 1`);
    for (const value of values) {
      const out = `--out runs/studies/${study}/translation/tiny/${value}/seed-1 --seed 1 --threads 1`;
      expect(
        trained.filter(
          (each) => each.startsWith(`${head} --set study=${study} --set rdrop.`) && each.endsWith(out),
        ),
      ).toHaveLength(1);
    }
    expect(calls).toEqual([['results', 'tables']]);
  });

  it('makes each pair of rates once, the experiment’s own aside', async () => {
    await rdrop(['study', 'rates', '--scale', 'small']);
    const rates = started
      .filter(([, verb]) => verb === 'train')
      .flatMap((words) => words.filter((word) => word.startsWith('rdrop.')));
    expect(rates).toHaveLength(14);
    expect(rates).toContain('rdrop.passRates=[0.1,0.5]');
    expect(rates).not.toContain('rdrop.passRates=[0.3,0.3]');
  });

  it('says which studies there are', async () => {
    const { error } = await rdrop(['study', 'beta']);
    expect(error).toBe("rdrop: study: expected one of k-step, alpha, m-pass, rates, got 'beta'\n");
  });

  it('says in one sentence which tasks and commands exist', async () => {
    const { code, error, out } = await rdrop(['summarise']);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(error).toBe(
      "rdrop: unknown task 'summarise': expected one of the tasks glue, translation or one of list, engines, results, reproduce, study\n",
    );
  });

  it('refuses words that a command does not take', async () => {
    const { code, error } = await rdrop(['list', 'all']);
    expect(code).toBe(2);
    expect(error).toBe("rdrop: list: expected no arguments, got 'all'\n");
  });

  it('prints help on standard output when asked, on standard error when nothing was', async () => {
    const asked = await rdrop(['--help']);
    expect(asked.code).toBe(0);
    expect(asked.out).toContain('translation   Turns words around.');
    const bare = await rdrop([]);
    expect(bare).toEqual({ code: 2, out: '', error: asked.out });
  });

  it('prints its version', async () => {
    expect(await rdrop(['--version'])).toEqual({ code: 0, out: '1.2.3\n', error: '' });
  });
});

describe('dispatch, errors', () => {
  it('prints an expected error as its message alone', async () => {
    const { code, error } = await rdrop(['glue', 'prepare']);
    expect(code).toBe(1);
    expect(error).toBe('rdrop: train.tsv: expected 3 columns, got 2\n');
  });

  it('gives a usage error status 2', async () => {
    const { code, error } = await rdrop(['glue', 'fly']);
    expect(code).toBe(2);
    expect(error).toBe("rdrop: unknown verb 'fly': expected prepare, train or evaluate\n");
  });

  it('calls any other error a bug, with the stack only on request', async () => {
    const { code, error } = await rdrop(['glue', 'crash']);
    expect(code).toBe(70);
    expect(error).toContain('rdrop: x is not a function\nThis is a bug');
    expect(error).not.toContain('    at ');
    const debugged = await rdrop(['glue', 'crash'], { debug: true });
    expect(debugged.error).toContain('    at ');
  });

  it('names the file of an app without a main', async () => {
    const { code, error } = await rdrop(['broken', 'train'], { root: broken.root });
    expect(code).toBe(70);
    expect(error).toContain("app 'broken': expected an exported function main in");
  });

  it('requires an exit status of a main', async () => {
    const { code, error } = await rdrop(['mute', 'train'], { root: broken.root });
    expect(code).toBe(70);
    expect(error).toContain("main of app 'mute': expected an exit status, got undefined");
  });

  it('says where it looked for apps', async () => {
    const { code, error } = await rdrop(['list'], { root: `${workspace.root}/nowhere` });
    expect(code).toBe(1);
    expect(error).toMatch(/^rdrop: expected a folder of apps at .*nowhere.apps, found none\n$/);
  });
});
