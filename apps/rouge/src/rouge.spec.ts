import { describe, expect, it } from 'vitest';
import { main } from './main.js';
import { run } from './run.js';

const FILES: Readonly<Record<string, string>> = {
  ref: 'the cat sat . it slept .\na dog barked\n',
  hyp: 'it slept . the cat sat .\na dog barks',
  marked: 'the cat sat<q>it slept\na dog barked\n',
  turned: 'it slept<q>the cat sat\na dog barks\n',
  short: 'one line\n',
};

async function rouge(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const host = {
    readText: (file: string) => Promise.resolve(FILES[file] ?? ''),
    print: (text: string) => (out += text),
    printError: (text: string) => (err += text),
  };
  return { status: await run(args, host), out, err };
}

describe('the rouge command', () => {
  it('prints a table with intervals and the signature', async () => {
    const { status, out } = await rouge('ref', 'hyp');
    expect(status).toBe(0);
    expect(out).toMatch(/^ROUGE-1 +100\.00 +100\.00 +100\.00 +100\.00 -100\.00$/mu);
    // By sentences everything is found, in a row only the first three of five words are.
    expect(out).toMatch(/^ROUGE-Lsum +100\.00 /mu);
    expect(out).toMatch(/^ROUGE-L +80\.00 /mu);
    expect(out).toMatch(/^2 pairs; metric:rouge\|.*\|stem:porter\|split:period\|/mu);
  });

  it('writes JSON, and reads a separator', async () => {
    const { out } = await rouge(
      'marked',
      'turned',
      '--json',
      '--separator',
      '<q>',
      '--no-stem',
      '--samples',
      '0',
    );
    const report: unknown = JSON.parse(out);
    expect(report).toMatchObject({
      pairs: 2,
      rougeLsum: { f1: (1 + 2 / 3) / 2 },
      rouge2: { recall: (3 / 4 + 1 / 2) / 2 },
    });
    expect(out).toContain('|stem:none|split:newline|');
    expect(out).not.toContain('interval');
  });

  it('says in one sentence what is wrong', async () => {
    expect(await rouge('ref')).toEqual({
      status: 1,
      out: '',
      err: 'rouge: expected two files, references and hypotheses, got 1\n',
    });
    expect((await rouge('ref', 'short')).err).toBe(
      'rouge: expected as many lines in short as in ref (2), got 1\n',
    );
    expect((await rouge('ref', 'hyp', '--samples', 'x')).err).toContain(
      "--samples: expected a whole number, got 'x'",
    );
    expect((await rouge('none', 'none')).err).toContain('expected at least one hypothesis');
    expect((await rouge('--help')).out).toContain('usage: rdrop rouge');
    expect(await main(['/no/such/file', '/no/such/file'])).toBe(1);
  });
});
