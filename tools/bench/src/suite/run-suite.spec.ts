import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runChild, type RunChild } from '../compare/run-child.js';
import type { KernelsReport } from '../kernels/kernels-report.js';
import { oursOf } from '../testing/records.js';
import { runSuite } from './run-suite.js';
import { parseSuite } from './suite-options.js';

const KERNELS: KernelsReport = {
  ...{ engine: 'webgpu', device: 'A GPU (vulkan, driver 1)', versions: { node: '20' }, notes: [] },
  ...{ features: ['subgroups'], limits: { maxBufferSize: 7 } },
  kernels: [
    { kernel: 'RDropLinear', outcome: 'equal', cases: 2, deviation: 1e-7, tolerance: 1e-6, note: '' },
    { kernel: 'RDropHiddenGrad', outcome: 'absent', cases: 0, deviation: 0, tolerance: 0, note: 'composed' },
  ],
};
const COUNTS = { operations: 900, gflop: 50, tflops: 0.125, host_ms: 1.5, dispatches: 400 };
const UNREPLAYED = { unreplayed_ms: 500, unreplayed_host_ms: 40 };

const wordAfter = (words: readonly string[], option: string) => words[words.indexOf(option) + 1] ?? '';

/** Children that print what ours would; `fail` names what fails. */
function fakeChildren(kernels: KernelsReport, fail: (words: readonly string[]) => boolean) {
  const started: (readonly string[])[] = [];
  const run: RunChild = async (words) => {
    started.push(words);
    if (fail(words))
      throw new Error("'node bench.mjs' failed with status 1: bench: the GPU's memory is full");
    if (words.includes('kernels')) return JSON.stringify(kernels);
    const counts = { ...COUNTS, ...(words.includes('--no-replay') ? {} : UNREPLAYED) };
    const rdrop = !words.includes('--no-rdrop');
    const record = { task: wordAfter(words, '--task'), size: wordAfter(words, '--size'), rdrop };
    return JSON.stringify(oursOf({ ...record, replayed: true, counts }));
  };
  return { started, run };
}

async function suite(
  argv: readonly string[],
  options: { kernels?: KernelsReport; fail?: (words: readonly string[]) => boolean } = {},
) {
  const request = parseSuite(['--suite', 'gpu', ...argv], () => undefined);
  if (request === undefined) throw new Error('expected a request');
  const { started, run } = fakeChildren(options.kernels ?? KERNELS, options.fail ?? (() => false));
  let out = '';
  let err = '';
  const isGood = await runSuite(request, {
    print: (text) => (out += text),
    printError: (text) => (err += text),
    runChild: run,
  });
  return { isGood, out, err, started };
}

describe('runSuite', () => {
  it('checks the kernels, then times both steps of every model', async () => {
    const { isGood, out, err, started } = await suite([]);
    expect(isGood).toBe(true);
    expect(started).toHaveLength(11);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      suite: 'gpu',
      kernels: { record: { device: 'A GPU (vulkan, driver 1)' } },
    });
    expect(report.rows.map((row: { record: unknown }) => row.record)).toMatchObject([
      { task: 'mt', size: 'iwslt', rdrop: true, counts: COUNTS },
      { task: 'mt', size: 'iwslt', rdrop: false },
      { task: 'mt', size: 'wmt-big', rdrop: true },
      { task: 'mt', size: 'wmt-big', rdrop: false },
      { task: 'glue', size: 'bert-base', rdrop: true },
      { task: 'glue', size: 'bert-base', rdrop: false },
      { task: 'lm', size: 'base', rdrop: true },
      { task: 'lm', size: 'base', rdrop: false },
      { task: 'vit', size: 'b16', rdrop: true },
      { task: 'vit', size: 'b16', rdrop: false },
    ]);
    expect(err).toMatch(/\nRDropLinear +equal +2 +1.0e-7 +1.0e-6\n/);
    // 400 ms a step are 960 tokens a second and 0.125 TFLOP/s; by the host it takes 500 ms.
    expect(err).toMatch(
      /\nmt\/iwslt +R-Drop +f32 +replayed +400.00 +1.50 +960 +tokens +0.13 +50.0 +900 +400 +500 /,
    );
    expect(err).toMatch(/\nmt\/iwslt +R-Drop +f32 +by the host +500.00 +40.00 +768 +tokens +0.10\n/);
  });

  it('tells its children what it was told', async () => {
    const { started } = await suite([
      ...['--tasks', 'mt/mini,vit/mini', '--rdrop', 'off', '--batch', '2', '--tokens', '5', '--gpu', '1'],
      ...['--no-replay', '--no-kernels', '--steps', '3', '--warmup', '4'],
    ]);
    const words = started.map((all) => all.slice(all.indexOf('--task')).join(' '));
    const rest = '--counts --steps 3 --warmup 4 --alpha 5 --no-rdrop --no-replay --batch 2';
    expect(words).toEqual([
      `--task mt --size mini --engine webgpu --gpu 1 ${rest} --tokens 5`,
      `--task vit --size mini --engine webgpu --gpu 1 ${rest}`,
    ]);
  });

  it('takes several precisions', async () => {
    const { started, err } = await suite(['--tasks', 'mt/mini', '--precision', 'f32,mixed', '--no-kernels']);
    const kinds = started.map((words) => [words.includes('mixed'), words.includes('--no-rdrop')]);
    expect(kinds).toEqual([
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ]);
    expect(err).toMatch(/\nmt\/mini +plain +mixed +replayed /);
  });

  it('reports what fails in its row, and goes on', async () => {
    const fail = (words: readonly string[]) => words.includes('wmt-big') || words.includes('kernels');
    const { isGood, out, err } = await suite(['--rdrop', 'only'], { fail });
    expect(isGood).toBe(false);
    const { rows, kernels } = JSON.parse(out);
    expect(kernels.error).toContain("the GPU's memory is full");
    expect(rows.map((row: { error?: string }) => row.error !== undefined)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(err).toMatch(/\nmt\/wmt-big +R-Drop +f32 +failed\n/);
    expect(err).toContain(
      "\nmt/wmt-big R-Drop f32: 'node bench.mjs' failed with status 1: bench: the GPU's memory is full\n",
    );
  });

  it('fails when a kernel is wrong', async () => {
    const [first] = KERNELS.kernels;
    if (first === undefined) throw new Error('expected a kernel');
    const kernels = { ...KERNELS, kernels: [{ ...first, outcome: 'wrong' as const, note: 'linear' }] };
    expect((await suite(['--tasks', 'mt/mini'], { kernels })).isGood).toBe(false);
  });

  it('writes files of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rdrop-suite-'));
    try {
      const { out } = await suite(['--tasks', 'mt/mini', '--out', join(folder, 'gpu.json')]);
      expect(out).toBe('');
      expect(JSON.parse(readFileSync(join(folder, 'gpu.json'), 'utf8')).rows).toHaveLength(2);
      const text = readFileSync(join(folder, 'gpu.md'), 'utf8');
      expect(text).toMatch(/^\| model \| step /);
      expect(text).toContain('\nrdrop bench --task mt --size mini --engine webgpu --counts ');
      await expect(suite(['--tasks', 'mt/mini', '--out', join(folder, 'none', 'x')])).rejects.toThrow(
        'x.md: cannot be written (ENOENT)',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is really run, with the kernels left out, on the processor', async () => {
    const request = parseSuite(
      [
        ...['--suite', 'gpu', '--engine', 'simd', '--no-kernels', '--tasks', 'mt/mini', '--rdrop', 'off'],
        ...['--batch', '1', '--tokens', '2', '--steps', '1', '--warmup', '0'],
      ],
      () => undefined,
    );
    if (request === undefined) throw new Error('expected a request');
    let out = '';
    const isGood = await runSuite(request, { print: (text) => (out += text), printError: () => undefined });
    const [row] = JSON.parse(out).rows;
    expect(row.error).toBeUndefined();
    expect(isGood).toBe(true);
    // Of 6 layers 18 products of a token at least; nothing is run on a device, nor again.
    expect(row.record.counts).toMatchObject({ operations: expect.any(Number), gflop: expect.any(Number) });
    expect(row.record.counts.dispatches).toBeUndefined();
    expect(row.record.counts.unreplayed_ms).toBeUndefined();
  });
});

describe('runChild', () => {
  it('ends what takes too long', async () => {
    const forever = [process.execPath, '-e', 'setInterval(() => undefined, 1000)'];
    await expect(runChild(forever, 300)).rejects.toThrow('was ended after 0.3 s');
  });
});
