import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gpuForTests } from '@rdrop/engine/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { GPU_TASKS } from './testing/gpu-tasks.js';
import { type Outcome, runToEnd, startCommand } from './testing/start-command.js';

const gpu = await gpuForTests();
const folder = mkdtempSync(join(tmpdir(), 'rdrop-gpu-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** By how much the losses of an update may differ between engines, relatively. */
const TOLERANCE = 2e-5;
const MINUTES = 60_000;

/** Losses, divergences and the like of every update of a run. */
function losses(run: string): Record<string, number>[] {
  const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.flatMap((line) => {
    const { kind, metrics } = JSON.parse(line);
    return kind === 'train' ? [metrics] : [];
  });
}

function expectAlike(actual: Record<string, number>[], expected: Record<string, number>[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((values, update) => {
    for (const [name, value] of Object.entries(values)) {
      const difference = Math.abs((actual[update]?.[name] ?? NaN) - value);
      expect(difference, `${name} of update ${update + 1}`).toBeLessThanOrEqual(TOLERANCE * Math.abs(value));
    }
  });
}

describe.skipIf(gpu.isMissing)(`a tiny run on the GPU${gpu.note}`, () => {
  it.each(GPU_TASKS)(
    '$task: trains as on simd, and is evaluated',
    async ({ task, words }) => {
      const home = join(folder, task);
      const given = words(home);
      const command = (verb: string, engine: string) =>
        runToEnd([task, verb, ...given, '--engine', engine, '--out', join(home, engine)]);
      expect(await command('train', 'simd')).toMatchObject({ code: 0 });
      const trained = await command('train', 'webgpu');
      expect(trained.stderr).not.toMatch(/error|not recorded/);
      expect(trained.code).toBe(0);
      expect(losses(join(home, 'webgpu')).length).toBeGreaterThan(15);
      expectAlike(losses(join(home, 'webgpu')), losses(join(home, 'simd')));
      const evaluated = await command('evaluate', 'webgpu');
      expect(evaluated.stderr).not.toContain('error');
      expect(evaluated.code).toBe(0);
      const record = JSON.parse(readFileSync(join(home, 'webgpu', 'record.json'), 'utf8'));
      expect(record).toMatchObject({ task, engine: 'webgpu' });
      expect(record.metrics.length).toBeGreaterThan(0);
    },
    10 * MINUTES,
  );
});

describe.skipIf(gpu.isMissing)(`a run on the GPU that something happens to${gpu.note}`, () => {
  const [first] = GPU_TASKS;
  const arguments_ = (name: string): string[] => {
    if (first === undefined) throw new Error('expected a task');
    const home = join(folder, first.task);
    return [first.task, 'train', ...first.words(home), '--engine', 'webgpu', '--out', join(folder, name)];
  };
  const fault = (which: string) => ({
    NODE_OPTIONS: `--import ${fileURLToPath(new URL('./testing/gpu-fault.mjs', import.meta.url))}`,
    RDROP_TEST_FAULT: which,
  });

  /** One sentence for the error, a status that says so, no stack, and the folder free. */
  function expectSentence({ code, stdout, stderr }: Outcome, name: string, sentence: RegExp): void {
    const errors = stderr.split('\n').filter((line) => line.startsWith('error'));
    expect(errors).toEqual([expect.stringMatching(sentence)]);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(errors[0]);
    expect(stdout).toBe('');
    expect(code).toBe(1);
    expect(existsSync(join(folder, name, 'run.lock'))).toBe(false);
  }

  it(
    'says that the device is gone, and ends',
    async () => {
      const outcome = await runToEnd(arguments_('lost'), fault('lost:9'));
      expectSentence(
        outcome,
        'lost',
        /^error: webgpu: the GPU was lost \(the driver crashed\); start again to go on$/,
      );
    },
    5 * MINUTES,
  );

  it(
    'says that the memory is full, and ends',
    async () => {
      const outcome = await runToEnd(arguments_('memory'), fault('memory:120'));
      expectSentence(
        outcome,
        'memory',
        /^error: webgpu: the GPU's memory is full \(\d+ MiB in \d+ buffers\): use smaller/,
      );
    },
    5 * MINUTES,
  );

  it(
    'saves at Ctrl-C, ends, and goes on from there',
    async () => {
      const words = arguments_('stopped');
      const { child, output, ended } = startCommand(words);
      const metrics = join(folder, 'stopped', 'metrics.jsonl');
      const hasLines = () => existsSync(metrics) && readFileSync(metrics, 'utf8').split('\n').length > 3;
      while (child.exitCode === null && !hasLines()) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill('SIGINT');
      const { code } = await ended;
      expect(output.stderr).toMatch(/stopped after update \d+, saved/);
      expect(code).toBe(130);
      expect(existsSync(join(folder, 'stopped', 'run.lock'))).toBe(false);
      const resumed = await runToEnd(words);
      expect(resumed.stderr).toContain('going on from update');
      expect(resumed.code).toBe(0);
      expect(losses(join(folder, 'stopped'))).toHaveLength(20);
    },
    10 * MINUTES,
  );

  it('says in one sentence that there is no driver', async () => {
    const outcome = await runToEnd(arguments_('none'), { VK_ICD_FILENAMES: '/nowhere.json' });
    expectSentence(outcome, 'none', /^error: engine 'webgpu': expected a GPU with a driver for Vulkan/);
  });
});
