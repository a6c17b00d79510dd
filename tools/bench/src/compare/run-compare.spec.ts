import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CompareRequest, parseCommandLine } from '../command-line.js';
import { oursOf, peerOf } from '../testing/records.js';
import { runCompare } from './run-compare.js';
import { runChild, type RunChild } from './run-child.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rdrop-bench-'));
});
afterEach(() => rm(folder, { recursive: true }));

function requestOf(...argv: string[]): CompareRequest {
  const request = parseCommandLine(['compare', ...argv], () => undefined);
  if (request.kind !== 'compare') throw new Error(`expected a comparison, got ${request.kind}`);
  return request.options;
}

/** Children that print what ours and the peer would; a step of ours takes 100 ms more every time. */
function fakeChildren() {
  const started: (readonly string[])[] = [];
  let ours = 0;
  const run: RunChild = async (words) => {
    started.push(words);
    const task = words[words.indexOf('--task') + 1] ?? '';
    if (words[0] === '/opt/python/bin/python') {
      return `warming up\n${JSON.stringify(peerOf({ task }))}\n`;
    }
    ours += 1;
    const blas = words[words.indexOf('--blas') + 1] === 'off' ? 'off' : 'openblas at /usr/lib/x/libblas.so.3';
    return JSON.stringify(oursOf({ task, blas, step_ms: 100 * ours }));
  };
  return { started, run };
}

const PEER = ['--peer', '/opt/python/bin/python "/opt/my peer/step.py"'];

async function compared(run: RunChild, ...argv: string[]): Promise<{ out: string; err: string }> {
  let out = '';
  let err = '';
  const print = (text: string) => (out += text);
  const printError = (text: string) => (err += text);
  await runCompare(requestOf(...PEER, ...argv), { print, printError, runChild: run });
  return { out, err };
}

describe('runCompare', () => {
  it('runs ours in every variant and the peer in turn', async () => {
    const { started, run } = fakeChildren();
    const { err } = await compared(
      run,
      ...['--tasks', 'mt,lm', '--pairs', '2', '--blas', 'off,auto', '--threads', '2', '--node', '/opt/node'],
      ...['--no-rdrop', '--alpha', '1'],
    );
    const who = started.map(([program, ...words]) => [program, words[words.indexOf('--task') + 1]].join(' '));
    const turn = (task: string) => [
      `/opt/node ${task}`,
      `/opt/node ${task}`,
      `/opt/python/bin/python ${task}`,
    ];
    expect(who).toEqual(['mt', 'mt', 'lm', 'lm'].flatMap(turn));
    expect(started[2]).toEqual([
      ...['/opt/python/bin/python', '/opt/my peer/step.py', '--task', 'mt', '--size', 'mini'],
      ...['--threads', '2', '--steps', '7', '--alpha', '1', '--no-rdrop'],
    ]);
    const shared = ['--task', 'mt', '--size', 'mini', '--threads', '2', '--steps', '7', '--alpha', '1'];
    const own = [...shared, '--no-rdrop', '--warmup', '3', '--engine', 'simd', '--blas', 'off'];
    expect(started[0]?.slice(-own.length)).toEqual(own);
    expect(err.split('\n')[0]).toBe('mt 1/2: ours (blas off) 100 ms, ours (blas auto) 200 ms, peer 800 ms');
  });

  it('writes a Markdown table to standard output, without folders', async () => {
    const { run } = fakeChildren();
    const { out } = await compared(
      run,
      '--tasks',
      'mt',
      '--pairs',
      '1',
      '--threads',
      '2',
      '--blas',
      'off,/usr/lib/libblas.so',
    );
    const [head, , off, auto] = out.split('\n');
    expect(head).toBe(
      '| task | BLAS | ours ms | peer ms | peer / ours | range | ours MiB | peer MiB | ours / peer |',
    );
    expect(off).toBe('| mt | off | 100.0 | 800.0 | 8.00x | 8.00-8.00 | 500 | 1500 | 0.33x |');
    expect(auto).toBe(
      '| mt | openblas at libblas.so.3 | 200.0 | 800.0 | 4.00x | 4.00-4.00 | 500 | 1500 | 0.33x |',
    );
    expect(out).toContain('- Ours: simd (node 20.19.0, kernels relaxed), threads: 2\n');
    expect(out).toContain('- Peer: torch 2.13.0+cpu\n');
    expect(out).toContain('\nnpm run bench -- --task mt --size mini --threads 2 --steps 7 --warmup 3 ');
    expect(out).toContain('--blas libblas.so\n');
    expect(out).toContain('\npython step.py --task mt --size mini --threads 2 --steps 7\n');
    expect(out).not.toMatch(/(^|[\s"'])\/\w/);
    expect(out).not.toContain('--all-positions');
  });

  it('says where ours computed less than the peer', async () => {
    const { run } = fakeChildren();
    const lazy: RunChild = async (words) =>
      (await run(words)).replace('"all_positions":true', '"all_positions":false');
    const { out } = await compared(lazy, '--tasks', 'glue,vit', '--pairs', '1');
    expect(out).toContain('\nglue, vit: ours computes the last layer at position 0 alone');
    const { started, run: full } = fakeChildren();
    await compared(full, '--tasks', 'glue', '--pairs', '1', '--all-positions');
    expect(started[0]).toContain('--all-positions');
    expect(started[1]).not.toContain('--all-positions');
  });

  it.each(['r.md', 'r.json', 'r'])('writes both files for --out %s', async (name) => {
    const { run } = fakeChildren();
    const argv = ['--tasks', 'mt,vit', '--pairs', '3', '--out', join(folder, name)];
    expect((await compared(run, ...argv)).out).toBe('');
    const json = await readFile(join(folder, 'r.json'), 'utf8');
    expect(json).not.toContain('"/');
    expect(json).not.toContain('/usr');
    const report: unknown = JSON.parse(json);
    expect(report).toMatchObject({
      ours: { engine: 'simd', versions: { node: '20.19.0' } },
      peer: { engine: 'torch 2.13.0+cpu' },
      rows: [
        { task: 'mt', blas: 'auto', oursMs: 200, peerMs: 800, speedRatio: 4, pairs: 3 },
        { task: 'vit', blas: 'auto', oursMs: 500, peerMs: 800, speedRatio: 1.6, pairs: 3 },
      ],
    });
    expect(report).toHaveProperty('runs.length', 12);
    expect(report).toHaveProperty('machine.cores');
    expect(await readFile(join(folder, 'r.md'), 'utf8')).toMatch(/^\| task \| BLAS /);
  });

  it('has written what is finished when a later task fails', async () => {
    const { run } = fakeChildren();
    const failing: RunChild = (words) =>
      words.includes('lm') ? Promise.reject(new Error('out of memory')) : run(words);
    const argv = ['--tasks', 'mt,lm', '--pairs', '2', '--out', join(folder, 'r.md')];
    await expect(compared(failing, ...argv)).rejects.toThrow('out of memory');
    expect(JSON.parse(await readFile(join(folder, 'r.json'), 'utf8'))).toHaveProperty('rows.length', 1);
  });

  it('says which file cannot be written', async () => {
    const out = join(folder, 'none', 'r.md');
    const run = fakeChildren().run;
    await expect(compared(run, '--tasks', 'mt', '--pairs', '1', '--out', out)).rejects.toThrow(
      `${out}: cannot be written (ENOENT)`,
    );
  });

  it.each([
    ['nothing\n', "'npm run bench -- --task mt", 'expected a line of JSON, found none'],
    ['{broken}\n', "'npm run bench -- --task mt", 'its last line in braces is not JSON'],
    ['{"engine":"x"}\n', "'npm run bench -- --task mt", "'task' of its JSON line: Invalid input"],
  ])('says which command printed %j', async (output, command, reason) => {
    const failure = compared(async () => output, '--tasks', 'mt');
    await expect(failure).rejects.toThrow(command);
    await expect(compared(async () => output, '--tasks', 'mt')).rejects.toThrow(reason);
  });
});

describe('runChild', () => {
  const script = async (code: string): Promise<readonly string[]> => {
    const file = join(folder, 'child.mjs');
    await writeFile(file, code);
    return [process.execPath, file, '--n', '2'];
  };

  it('gives what a command prints', async () => {
    const words = await script('console.error("noise"); console.log(process.argv.slice(2).join(" "))');
    expect(await runChild(words)).toBe('--n 2\n');
  });

  it('says how it failed, with its last line of errors', async () => {
    const words = await script('console.error("first\\nno such task"); process.exitCode = 3');
    await expect(runChild(words)).rejects.toThrow("' failed with status 3: no such task");
    await expect(runChild(words)).rejects.toThrow('child.mjs --n 2');
    const killed = await script('process.kill(process.pid, "SIGKILL"); setTimeout(() => {}, 1000)');
    await expect(runChild(killed)).rejects.toThrow("' was ended by SIGKILL");
    await expect(runChild([join(folder, 'none')])).rejects.toThrow("'none' cannot be started: ");
  });
});
