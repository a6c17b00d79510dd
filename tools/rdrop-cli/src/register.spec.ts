import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const own = fileURLToPath(new URL('..', import.meta.url));
const register = new URL('../bin/register.mjs', import.meta.url).href;

function evaluate(code: string): string {
  const words = ['--import', register, '--input-type=module', '--eval', code];
  return execFileSync(process.execPath, words, { cwd: own, encoding: 'utf8' }).trim();
}

describe('register', () => {
  it('resolves workspace packages to their sources and others as usual', () => {
    const resolved = evaluate(
      `console.log(import.meta.resolve('@rdrop/text')); console.log(import.meta.resolve('@tensorflow/tfjs'))`,
    );
    expect(resolved).toMatch(/libs\/text\/src\/index\.ts\n.*node_modules\/@tensorflow\/tfjs\/dist\/\S+$/);
  });

  it('works in a worker thread that is started with it', () => {
    const thread = new URL('./testing/thread.ts', import.meta.url).href;
    const output = evaluate(`
      import { Worker } from 'node:worker_threads';
      const worker = new Worker(new URL('${thread}'), { execArgv: ['--import', '${register}'] });
      worker.on('message', (text) => console.log(text));
    `);
    expect(output).toBe('from a thread');
  });
});

describe('bin/rdrop.mjs', () => {
  it('runs without a build', () => {
    const bin = fileURLToPath(new URL('../bin/rdrop.mjs', import.meta.url));
    expect(execFileSync(process.execPath, [bin, '--version'], { encoding: 'utf8' })).toMatch(
      /^\d+\.\d+\.\d+\n$/,
    );
  });
});
