import { describe, expect, it } from 'vitest';
import { run } from './run.js';
import { peerRecord, stepRecord } from './step-record.js';

async function bench(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await run(argv, {
    debug: false,
    print: (text) => (out += text),
    printError: (text) => (err += text),
  });
  return { status, out, err };
}

const TINY = ['--engine', 'simd', '--threads', '1', '--blas', 'off', '--batch', '1', '--tokens', '3'];
const SHORT = ['--steps', '2', '--warmup', '0'];

describe('bench', () => {
  it("prints one line of JSON with the peer's keys and ours", async () => {
    const { status, out, err } = await bench('--task', 'lm', ...TINY, ...SHORT);
    expect([status, err]).toEqual([0, '']);
    expect(out.split('\n')).toHaveLength(2);
    const record = stepRecord.strict().parse(JSON.parse(out));
    expect(Object.keys(record).slice(0, 13)).toEqual(Object.keys(peerRecord.shape));
    expect(record).toMatchObject({
      engine: 'simd',
      task: 'lm',
      size: 'mini',
      device: 'cpu',
      amp: 'none',
      compile: false,
      rdrop: true,
      params: 5_981_184,
      unit: 'tokens',
      threads: 1,
      blas: 'off',
      steps: 2,
      batch: 1,
      alpha: 5,
      node: process.versions.node,
    });
    expect(record.kl).toBeGreaterThan(0);
    expect(record.per_second).toBeCloseTo(3000 / record.step_ms, 0);
    expect(record.versions['kernels']).toBeDefined();
  });

  it('makes plain steps, and a profile on the other stream', async () => {
    const { out, err } = await bench(
      ...['--task', 'glue', '--no-rdrop', '--all-positions', '--profile', '--alpha', '2', ...TINY, ...SHORT],
    );
    const record = stepRecord.parse(JSON.parse(out));
    expect(record).toMatchObject({ rdrop: false, kl: 0, alpha: 2, all_positions: true });
    expect(err).toMatch(/^kernel +calls +ms +share +forward +backward +optimizer\n/);
    expect(err).toMatch(/\noutside kernels /);
    expect(err).toMatch(/\n(RDropLinear|_FusedMatMul) +forward +NT +1 +3 +1024 +256 +4 /);
  });

  it('counts what a step is made of', async () => {
    const { out } = await bench('--task', 'mt', '--counts', '--no-rdrop', ...TINY, ...SHORT);
    const { counts, step_ms: ms } = stepRecord.strict().parse(JSON.parse(out));
    // Products of 3 tokens: 2 * 3 terms for each of 12 weights [256, 256] of a layer of the encoder, 16 of the decoder, and
    // 8000 of the output; twice that again for the gradients, but for the source embedding's. Attention adds little.
    const weights = 256 * (256 * (3 * 12 + 3 * 16) + 8000);
    expect(counts?.gflop).toBeGreaterThan((3 * 6 * weights) / 1e9);
    expect(counts?.gflop).toBeLessThan((1.02 * 3 * 6 * weights) / 1e9);
    expect(counts?.tflops).toBeCloseTo((counts?.gflop ?? NaN) / ms, 2);
    expect(counts?.operations).toBeGreaterThan(100);
    expect(counts?.host_ms).toBeGreaterThan(0);
    expect(counts).not.toHaveProperty('dispatches');
  });

  it('prints help', async () => {
    const { status, out } = await bench('--help');
    expect(status).toBe(0);
    expect(out).toContain('--profile');
    expect((await bench('compare', '--help')).out).toContain('--peer');
    expect((await bench('--suite', 'gpu', '--help')).out).toContain('--sizes');
  });

  it.each([
    [['--task', 'chess'], "option '--task <name>' argument 'chess' is invalid."],
    [['--engine', 'abacus'], "option '--engine <name>' argument 'abacus' is invalid."],
    [['--size', 'huge'], '--size: expected one of mini, iwslt, wmt-big'],
    [['--steps', '0'], "option '--steps <n>' argument '0' is invalid. Expected a whole number from 1."],
    [['--threads', 'two'], "argument 'two' is invalid. Expected a whole number from 1."],
    [['--alpha', '-1'], 'Expected a number from 0.'],
    [['--fast'], "unknown option '--fast'"],
    [['mt'], 'too many arguments'],
    [['--precision', 'f64'], "option '--precision <name>' argument 'f64' is invalid."],
    [['--suite', 'gpu', '--precision', 'f32,f64'], 'Expected some of f32, mixed.'],
    [['--suite', 'cpu'], "option '--suite <name>' argument 'cpu' is invalid."],
    [['--suite=gpu', '--sizes', 'huge'], '--sizes: expected sizes out of mini,'],
    [['kernels', '--engine', 'abacus'], "option '--engine <name>' argument 'abacus' is invalid."],
    [['compare'], "required option '--peer <command>' not specified"],
    [['compare', '--peer', 'x', '--tasks', 'mt,chess'], 'Expected some of mt, glue, lm, vit, sum.'],
    [['compare', '--peer', ' '], 'Expected a command.'],
    [['compare', '--peer', 'x', '--blas', 'off,'], 'Expected values separated by commas.'],
  ])('refuses %j with one sentence', async (argv, sentence) => {
    const { status, out, err } = await bench(...argv);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(sentence);
    expect(err).toMatch(/^bench: [^\n]*\n$/);
  });

  it('says what an engine cannot compute in', async () => {
    const { status, err } = await bench('--precision', 'mixed', ...TINY, ...SHORT);
    expect(status).toBe(1);
    expect(err).toMatch(/^bench: precision: expected an engine that multiplies in float16 [^\n]*\n$/);
  });

  it('says what an engine lacks', async () => {
    const { status, err } = await bench('--engine', 'tensorflow');
    expect(status).toBe(1);
    expect(err).toMatch(/^bench: engine 'tensorflow': no TensorFlow package is installed; [^\n]*\n$/);
  });
});
