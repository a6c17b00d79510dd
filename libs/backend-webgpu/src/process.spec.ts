import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeOnGpu } from './testing/gpu.js';

const program = fileURLToPath(new URL('./testing/program.ts', import.meta.url));

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly printed: string;
  readonly errors: string;
  /** From the program's last line to the end of its process. */
  readonly linger: number;
}

function run(mode: string): Promise<Outcome> {
  const args = ['--expose-gc', '--import', 'tsx', '--conditions=@rdrop/source', program, mode];
  return new Promise((resolve) => {
    let last = 0;
    const child = execFile(process.execPath, args, { timeout: 30_000 }, (error, printed, errors) => {
      const code = error === null ? 0 : (error.code ?? error.signal);
      resolve({ code, printed, errors, linger: performance.now() - last });
    });
    child.stdout?.on('data', () => (last = performance.now()));
  });
}

describeOnGpu('a process with a GPU', () => {
  it.each(['plain', 'collected', 'pending'])('ends by itself and without an error (%s)', async (mode) => {
    const { code, printed, errors, linger } = await run(mode);
    expect({ code, printed, errors }).toEqual({ code: 0, printed: `{"sum":${60 * 60 * 70}}\n`, errors: '' });
    expect(linger).toBeLessThan(3000);
  });

  it('ends when the program throws', async () => {
    const { code, errors } = await run('throw');
    expect(code).toBe(1);
    expect(errors).toContain('Error: the program fails');
  });
});
