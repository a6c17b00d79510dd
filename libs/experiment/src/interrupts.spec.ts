import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing/run-fake.js';

const temporary = temporaryFolder();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(temporary.remove);

const program = fileURLToPath(new URL('./testing/slow-task.ts', import.meta.url));

/** A training in a process of its own. */
function start(mode: 'polite' | 'deaf', out: string) {
  const loader = ['--import', 'tsx', '--conditions=@rdrop/source'];
  const child = spawn(process.execPath, [...loader, program, mode, 'train', 'baseline', '--out', out], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stderr = '';
  const waiting: (() => void)[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const check of waiting) check();
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (stderr.includes(text)) resolve();
      };
      waiting.push(check);
      child.once('close', () => {
        reject(new Error(`ended before saying '${text}': ${stderr}`));
      });
      check();
    });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, stderr });
    });
  });
  return { child, says, ended };
}

describe('a training in a process of its own', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: saves, says how to go on, gives the folder free', async (signal, code) => {
    const out = temporary.in(signal);
    const { child, says, ended } = start('polite', out);
    await says('ready');
    expect(existsSync(`${out}/run.lock`)).toBe(true);
    child.kill(signal);
    const outcome = await ended;
    expect(outcome.stderr).toBe(
      `ready\n${signal}: finishing this step and saving; once more stops at once\nsaved\n` +
        `stopped by ${signal}; to go on: rdrop fake train baseline --out ${out}\n`,
    );
    expect(outcome.code).toBe(code);
    expect(existsSync(`${out}/run.lock`)).toBe(false);
  });

  it('a second signal ends it at once, with 130', async () => {
    const out = temporary.in('twice');
    const { child, says, ended } = start('deaf', out);
    await says('ready');
    child.kill('SIGINT');
    await says('once more stops at once');
    child.kill('SIGINT');
    const outcome = await ended;
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).not.toContain('saved');
    expect(existsSync(`${out}/run.lock`)).toBe(false);
  });

  it('bars a second process, and leaves a lock that the next one takes over when it is killed', async () => {
    const out = temporary.in('killed');
    const first = start('polite', out);
    await first.says('ready');
    expect(await start('polite', out).ended).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: the run folder .* is in use by process \d+ on [^\n]*\n$/),
    });
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(`${out}/run.lock`)).toBe(true);
    const next = start('polite', out);
    await next.says('ready again');
    next.child.kill('SIGINT');
    expect((await next.ended).code).toBe(130);
  });
});

it.skipIf(process.platform === 'win32')('a reader that has seen enough is no error', () => {
  const command = `'${process.execPath}' --import tsx --conditions=@rdrop/source '${program}' polite describe baseline | true`;
  expect(spawnSync('sh', ['-c', command], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});
