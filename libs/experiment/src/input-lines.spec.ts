import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { inputLines } from './input-lines.js';
import { commandWorkspace } from './testing/command-workspace.js';
import { fakeTask } from './testing/fake-task.js';
import { fakeSignals } from './testing/run-fake.js';

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of inputLines(Readable.from(chunks))) lines.push(line);
  return lines;
}

describe('inputLines', () => {
  it('keeps every line, empty ones too, and divides at line feeds alone', async () => {
    expect(await linesOf('\ufeffa b\n\nc\r\nd\u2028e\rf\u0085g\n\n')).toEqual([
      'a b',
      '',
      'c',
      'd\u2028e\rf\u0085g',
      '',
    ]);
    expect(await linesOf()).toEqual([]);
    expect(await linesOf('\n')).toEqual(['']);
    expect(await linesOf('last')).toEqual(['last']);
  });

  it('gives the same lines however the bytes are cut', async () => {
    const text = 'läuft\r\n„so“ 𝄞\n\nende';
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      expect(await linesOf(...chunks)).toEqual(['läuft', '„so“ 𝄞', '', 'ende']);
    }
  });

  it('names the line that is not UTF-8', async () => {
    await expect(linesOf('good\n', Buffer.from([0x61, 0xff, 0x0a]))).rejects.toThrow(
      'standard input: expected text in UTF-8, line 2 is not',
    );
  });

  it('says why input cannot be read', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('EISDIR: illegal operation on a directory, read'));
      },
    });
    await expect(inputLines(broken).next()).rejects.toThrow('cannot read standard input: EISDIR');
  });
});

describe('a command that reads standard input', () => {
  const { run } = commandWorkspace();
  const reader = (seen: string[]) =>
    fakeTask({
      commands: {
        count: {
          summary: 'count lines',
          runFolder: 'none',
          run: async (context) => {
            for await (const line of inputLines(context.openInput())) seen.push(line);
          },
        },
      },
    });

  it('reads to the end', async () => {
    const seen: string[] = [];
    const { code } = await run('count baseline', reader(seen), { stdin: () => Readable.from(['a\nb\n']) });
    expect({ code, seen }).toEqual({ code: 0, seen: ['a', 'b'] });
  });

  it('stops waiting for more at Ctrl-C', async () => {
    const seen: string[] = [];
    const signals = fakeSignals();
    const stdin = new Readable({ read: () => undefined });
    stdin.push('a\n');
    const running = run('count baseline', reader(seen), { stdin: () => stdin, signals });
    while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    signals.send('SIGINT');
    expect((await running).code).toBe(130);
    expect(stdin.destroyed).toBe(true);
  });
});
