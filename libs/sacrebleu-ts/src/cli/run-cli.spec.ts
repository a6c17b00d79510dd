import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { goldenResampling } from '../testing/golden-resampling.js';
import { withOurVersion } from '../testing/golden.js';
import type { CliEnvironment } from './request.js';
import { runCli } from './run-cli.js';
import { VERSION } from '../version.js';

const encoder = new TextEncoder();
const files: Readonly<Record<string, string>> = {
  ...goldenResampling.files,
  ref: 'The dog bit the man.\nIt was not unexpected.\nThe man bit him first.\n',
  hyp: "The dog bit the man.\r\nIt wasn't surprising.\r\nThe man had just bitten him.\r\n",
  short: 'one line\n',
  tokenised: 'a line .\n'.repeat(120),
};

async function run(
  args: readonly string[],
  input = '',
  environment: CliEnvironment = {},
  folder = files,
): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCli(args, {
    readFile: async (path) => {
      if (path === 'latin1') return Uint8Array.of(0x47, 0xfc, 0x0a);
      const text = folder[path];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return encoder.encode(text);
    },
    readInput: async () => encoder.encode(input),
    environment,
    print: (text) => (out += text),
    printError: (text) => (err += text),
  });
  return { status, out, err };
}

/** A number printed in full; those of BLEU may differ in the last bit. */
const LONG_NUMBER = /\d+\.\d{8,}/gu;

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

  it('has seeds and formats from the environment', async () => {
    const seeded = await run(['ref', '-i', 'hyp', '-ci'], '', { SACREBLEU_SEED: '1' });
    // sacreBLEU 2.6.0 with the same environment
    expect(seeded.out).toContain('|seed:1|');
    expect(seeded.out).toContain('(μ = 41.4 ± 46.8)');
    const json = await run(['ref', '-i', 'hyp', '-f', 'text'], '', { SACREBLEU_FORMAT: 'json' });
    expect(json.out).toBe((await run(['ref', '-i', 'hyp', '--json'])).out);
    expect(JSON.parse(json.out)).toMatchObject({ name: 'BLEU', score: 45.1 });
  });

  it('takes systems from the fields of standard input', async () => {
    const table = (await run(['ref', '--json'], 'a\tThe dog bit the man.\nb\tx\nc\ty\n')).out;
    // As sacreBLEU 2.6.0 gives for this input
    expect(JSON.parse(table)).toEqual([
      { system: 'System 1', BLEU: '0.0' },
      { system: 'System 2', BLEU: '30.2' },
    ]);
    const { out } = await run(['ref', '--paired-bs', '--json'], 'a\tb\na\tb\na\tb\n');
    expect(JSON.parse(out)).toMatchObject([{ system: 'Baseline' }, { system: 'System 1' }]);
  });

  it.each([
    [[], 'expected at least one reference file, before -i, got none (see --help)'],
    [['-i', 'hyp', 'ref'], 'expected at least one reference file, before -i, got none (see --help)'],
    [['absent', '-i', 'hyp'], 'absent: cannot be read (ENOENT)'],
    [['short', '-i', 'hyp'], 'hyp: expected as many lines as reference 1 has (1), got 3'],
    [['ref', '-i'], '--input: expected a value, got none'],
    [['ref'], 'System 1: expected at least one line, got none'],
    [['ref', '-i', 'hyp', 'hyp'], "--input: expected different files, got 'hyp' twice"],
    [
      ['ref', '-i', 'hyp', 'hyp', '-par'],
      'pairedTest: expected a baseline and at least one other system, got 1',
    ],
    [
      ['ref', '-i', 'hyp', '-tok', 'words'],
      "tokenizer: expected one of 13a, char, intl, none, zh, got 'words'",
    ],
    [
      ['ref', '-i', 'hyp', '-l', 'en-ja'],
      "tokenizer: 'ja-mecab' needs the MeCab dictionary for Japanese, which is not part of this package; pass { name: 'ja-mecab', tokenize } or text that is tokenised already",
    ],
    [['ref', '-i', 'hyp', '-s', 'best'], "smoothing: expected one of exp, floor, add-k, none, got 'best'"],
    [['ref', '-i', 'hyp', '-s', 'floor', '-sv', 'x'], "--smooth-value: expected a number, got 'x'"],
    [['ref', '-i', 'hyp', '-w', '99'], "--width: expected a whole number from 0 to 20, got '99'"],
    [['ref', '-i', 'hyp', '-cw', '-1'], "--chrf-word-order: expected a whole number from 0 on, got '-1'"],
    [['ref', '-i', 'hyp', '-ci', '-cin', '0'], "--confidence-n: expected a whole number from 1 on, got '0'"],
    [
      ['ref', '-i', 'hyp', '-m', 'bleu', 'meteor'],
      "--metrics: expected one of bleu, chrf, ter, got 'meteor'",
    ],
    [['ref', '-i', 'hyp', '-f', 'xml'], "--format: expected one of text, json, latex, got 'xml'"],
    [['ref', '-i', 'hyp', '--no'], "expected an option, got '--no' (see --help)"],
    [['ref', '-i', 'hyp', '--short=1'], "--short: takes no value, got '1'"],
    [['-t', 'wmt14'], '-t: test sets are not part of this package, give files of references instead'],
    [['ref', '-i', 'hyp', '-par', '-pbs'], '--paired-ar: cannot be combined with --paired-bs'],
    [
      ['ref', '-i', 'hyp', '-sl', '-m', 'bleu', 'ter'],
      '--sentence-level: expected one metric, got bleu, ter',
    ],
    [
      ['ref', '-i', 'hyp', '-sl', '-ci'],
      '--sentence-level: cannot be combined with --confidence or a paired test',
    ],
    [
      ['ref', '-i', 'hyp', 'ref', '-ci'],
      '--confidence: expected one system, got 2; compare several by a paired test',
    ],
    [['ref', 'ref', '-nr', '2', '-i', 'hyp'], '--num-refs: expected one reference file, got 2'],
    [['ref', '-nr', '2', '-i', 'hyp'], '--num-refs, line 1: expected 2 fields divided by tabs, got 1'],
    [['latin1', '-i', 'hyp'], 'latin1: expected UTF-8 text, got bytes that are not'],
    [['latin1', '-i', 'hyp', '-e', 'utf-99'], "--encoding: expected the name of an encoding, got 'utf-99'"],
  ])('says in one line what is wrong with %j', async (args, message) => {
    expect(await run(args)).toEqual({ status: 1, out: '', err: `sacrebleu-ts: ${message}\n` });
  });

  it('refuses fields that come and go, and a seed that is none', async () => {
    expect((await run(['ref'], 'a\tb\nc\n')).err).toBe(
      'sacrebleu-ts: standard input, line 2: expected 2 fields divided by tabs (as in line 1), got 1\n',
    );
    expect((await run(['ref', '-i', 'hyp'], '', { SACREBLEU_SEED: 'none' })).err).toBe(
      "sacrebleu-ts: SACREBLEU_SEED: expected a whole number from 0 to 2^53 - 1, got 'none'\n",
    );
  });

  it('reads other encodings', async () => {
    expect((await run(['latin1', '-i', 'latin1', '-e', 'latin1', '-m', 'chrf', '-b'])).out).toBe('100.0\n');
  });

  it('prints help and version', async () => {
    expect((await run(['--help'])).out).toContain('usage: sacrebleu-ts');
    expect((await run(['--version'])).out).toBe(`${VERSION}\n`);
  });
});

describe('the command line prints what sacreBLEU prints', () => {
  it.each(goldenResampling.commands)('$arguments', async ({ arguments: args, output }) => {
    const { out } = await run(args, '', {}, goldenResampling.files);
    // Each has its own explanation of a paired test.
    const withoutExplanation = out.replace(/\n-+\nPaired.*?(?=\n-+\nMetric)/su, '\n');
    const expected = withOurVersion(output, VERSION);
    expect(withoutExplanation.replaceAll(LONG_NUMBER, '#')).toBe(expected.replaceAll(LONG_NUMBER, '#'));
    const numbers = (text: string): number[] => (text.match(LONG_NUMBER) ?? []).map(Number);
    for (const [index, number] of numbers(expected).entries()) {
      expect(numbers(withoutExplanation)[index]).toBeCloseTo(number, 11);
    }
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
