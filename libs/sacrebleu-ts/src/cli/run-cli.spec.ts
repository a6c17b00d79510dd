import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';
import { VERSION } from '../version.js';

const encoder = new TextEncoder();
const files: Readonly<Record<string, string>> = {
  ref: 'The dog bit the man.\nIt was not unexpected.\nThe man bit him first.\n',
  hyp: "The dog bit the man.\r\nIt wasn't surprising.\r\nThe man had just bitten him.\r\n",
  short: 'one line\n',
  tokenised: 'a line .\n'.repeat(120),
};

async function run(
  args: readonly string[],
  input = '',
): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCli(args, {
    readFile: async (path) => {
      if (path === 'latin1') return Uint8Array.of(0x47, 0xfc, 0x0a);
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return encoder.encode(text);
    },
    readInput: async () => encoder.encode(input),
    print: (text) => (out += text),
    printError: (text) => (err += text),
  });
  return { status, out, err };
}

/** What sacreBLEU 2.6.0 prints for these files (`sacrebleu ref -i hyp -f text`), but for the version. */
const LINE = `BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:${VERSION} = 45.1 70.6/42.9/36.4/37.5 (BP = 1.000 ratio = 1.000 hyp_len = 17 ref_len = 17)
`;

describe('sacrebleu-ts on the command line', () => {
  it('prints the result line of sacreBLEU', async () => {
    const { status, out } = await run(['ref', '-i', 'hyp']);
    expect(status).toBe(0);
    expect(out).toBe(LINE);
  });

  it('reads standard input without -i', async () => {
    const { out } = await run(['ref'], files['hyp']);
    expect(out).toBe((await run(['ref', '-i', 'hyp'])).out);
  });

  it('takes options as sacreBLEU spells them', async () => {
    const { out } = await run(['ref', '-i', 'hyp', '-tok', 'none', '-lc', '-s', 'floor', '-sv', '0.5']);
    expect(out).toContain('case:lc|eff:no|tok:none|smooth:floor[0.50]');
    expect((await run(['ref', '-i', 'ref', '-b', '-w', '4'])).out).toBe('100.0000\n');
  });

  it('warns of tokenised text unless forced', async () => {
    expect((await run(['tokenised', '-i', 'tokenised'])).err).toContain('warning: 120 of 120');
    expect((await run(['tokenised', '-i', 'tokenised', '--force'])).err).toBe('');
  });

  it.each([
    [[], 'expected at least one reference file, got none (see --help)'],
    [['absent', '-i', 'hyp'], 'absent: cannot be read (ENOENT)'],
    [
      ['short', '-i', 'hyp'],
      'corpusBleu: expected 3 segments in reference set 1 (as many as hypotheses), got 1',
    ],
    [['ref', '-i', 'hyp', '-tok', 'zh'], "tokenizer: expected one of 13a, none, got 'zh'"],
    [['ref', '-i', 'hyp', '-s', 'best'], "smoothing: expected one of exp, floor, add-k, none, got 'best'"],
    [['ref', '-i', 'hyp', '-s', 'floor', '-sv', 'x'], "--smooth-value: expected a number, got 'x'"],
    [['ref', '-i', 'hyp', '-w', '99'], "--width: expected a whole number from 0 to 20, got '99'"],
    [['latin1', '-i', 'hyp'], 'latin1: expected UTF-8 text, got bytes that are not'],
  ])('says in one line what is wrong with %j', async (args, message) => {
    expect(await run(args)).toEqual({ status: 1, out: '', err: `sacrebleu-ts: ${message}\n` });
  });

  it('prints help and version', async () => {
    expect((await run(['--help'])).out).toContain('usage: sacrebleu-ts');
    expect((await run(['--version'])).out).toBe(`${VERSION}\n`);
  });
});

describe('the executable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sacrebleu-ts-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('scores files from a shell', () => {
    for (const name of ['ref', 'hyp']) writeFileSync(join(folder, name), files[name] ?? '');
    const program = fileURLToPath(new URL('../bin.ts', import.meta.url));
    const args = [
      '--conditions=@rdrop/source',
      '--import',
      'tsx',
      program,
      join(folder, 'ref'),
      '-i',
      join(folder, 'hyp'),
    ];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(LINE);
  });
});

describe('the version in signatures', () => {
  it("is the package's", () => {
    const manifest: unknown = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect(manifest).toMatchObject({ version: VERSION.replace('sacrebleu-ts-', '') });
  });
});
