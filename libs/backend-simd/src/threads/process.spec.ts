import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { closeRuntimes, testRuntime } from '../testing/runtimes.js';

const program = fileURLToPath(new URL('../testing/program.ts', import.meta.url));

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly printed: unknown;
  readonly errors: string;
  /** From the program's last line to the end of its process. */
  readonly linger: number;
}

function run(mode: 'plain' | 'throw' | 'hidden' | 'retry', threads: number): Promise<Outcome> {
  const args = ['--import', 'tsx', '--conditions=@rdrop/source', program, mode, String(threads)];
  return new Promise((resolve) => {
    let last = 0;
    const child = execFile(process.execPath, args, { timeout: 30_000 }, (error, stdout, errors) => {
      const code = error === null ? 0 : error.code;
      const printed: unknown = stdout === '' ? undefined : JSON.parse(stdout);
      resolve({ code, printed, errors, linger: performance.now() - last });
    });
    child.stdout?.on('data', () => (last = performance.now()));
  });
}

const SUM = 600 * 600 * 700;

describe('a process with threads', () => {
  it.each([1, 2, 5])('ends by itself, at once and without an error (%i threads)', async (threads) => {
    const { code, printed, errors, linger } = await run('plain', threads);
    expect({ code, printed, errors }).toEqual({
      code: 0,
      printed: { sum: SUM, threads, notes: [] },
      errors: '',
    });
    expect(linger).toBeLessThan(2000);
  });

  it('ends at once when the program throws', async () => {
    const { code, errors, linger } = await run('throw', 3);
    expect(code).toBe(1);
    expect(errors).toContain('Error: the program fails');
    expect(linger).toBeLessThan(2000);
  });

  it('can start the backend after an attempt with options that are refused', async () => {
    const { printed, errors } = await run('retry', 2);
    expect(printed).toMatchObject({ sum: SUM, threads: 2 });
    expect(errors).toBe('backend-simd: expected threads to be a whole number from 1 to 256, got 0');
  });

  it('computes on one thread where there is no SharedArrayBuffer, and says so', async () => {
    const { code, printed, errors } = await run('hidden', 3);
    expect({ code, printed, errors }).toEqual({
      code: 0,
      printed: {
        sum: SUM,
        threads: 1,
        notes: ['backend-simd: no SharedArrayBuffer here, so one thread computes'],
      },
      errors: '',
    });
  });
});

describe('the number of threads', () => {
  it.each([0, -1, 1.5, NaN, 257, Infinity])('%d is refused', async (threads) => {
    await expect(testRuntime({ threads })).rejects.toThrow(
      `backend-simd: expected threads to be a whole number from 1 to 256, got ${threads}`,
    );
  });

  it('one thread starts no pool', async () => {
    expect((await testRuntime({ threads: 1 })).pool).toBeUndefined();
  });

  it('defaults to one a core', async () => {
    const { availableParallelism } = await import('node:os');
    const { pool } = await testRuntime({});
    expect(pool?.size ?? 1).toBe(Math.min(256, availableParallelism()));
    await closeRuntimes();
  });
});
