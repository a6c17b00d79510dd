import { availableParallelism } from 'node:os';
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

async function rdrop(argv: string[], { root = workspace.root, debug = false, status = 0 } = {}) {
  let out = '';
  let error = '';
  const code = await dispatch(argv, {
    root,
    version: '1.2.3',
    debug,
    writeOut: (text) => (out += text),
    writeError: (text) => (error += text),
    runCommand: async (words, onLine) => {
      started.push([...words]);
      onLine('a line of its own');
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

  it('reproduces what the apps declare: chains of tasks side by side, then the other apps', async () => {
    const { code, error } = await rdrop(['reproduce']);
    expect(code).toBe(0);
    expect(started).toHaveLength(3);
    const [first, last] = [
      started.findIndex(([, verb]) => verb === 'train'),
      started.findIndex(([, verb]) => verb === 'evaluate'),
    ];
    expect(first).toBeLessThan(last);
    const share = String(Math.max(1, Math.floor(availableParallelism() / 2))); // two chains share the cores
    expect(started).toContainEqual(['translation', 'train', '--experiment', 'other', '--threads', share]);
    expect(calls).toEqual([['results', 'tables']]);
    expect(error).toContain(
      `[1/2] rdrop translation train --experiment mini --threads ${share}\n[1/2] a line of its own\n`,
    );
    expect(error).toContain(`[2/2] rdrop translation train --experiment other --threads ${share}\n`);
  });

  it('reproduces no further than the first failure of a chain, and shows no results then', async () => {
    const { code, error } = await rdrop(['reproduce'], { status: 7 });
    expect(code).toBe(7);
    expect(error).toContain('[1/2] ended with status 7: rdrop translation evaluate');
    expect(calls).toEqual([]);
  });

  it('says in one sentence which tasks and commands exist', async () => {
    const { code, error, out } = await rdrop(['summarise']);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(error).toBe(
      "rdrop: unknown task 'summarise': expected one of the tasks glue, translation or one of list, engines, results, reproduce\n",
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
