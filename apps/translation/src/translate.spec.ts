import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, commandWithInput, startCommand, temporaryFolder } from './testing/command.js';
import { tinyArguments, writeTinyCorpus } from './testing/tiny-corpus.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let run: string;
let shared: string[];
/** The test set as it came, in pieces, and as `evaluate` translated it. */
let text: string[];
let pieces: string[];
let hypotheses: string[];

const linesOf = (content: string): string[] => content.split('\n').slice(0, -1);

beforeAll(async () => {
  folder = await temporaryFolder();
  run = join(folder.path, 'run');
  await writeTinyCorpus(join(folder.path, 'raw'));
  shared = ['--data', join(folder.path, 'cache'), '--engine', 'simd', '--out', run];
  const settings = {
    'data.tokenizer': 'moses',
    'training.maxUpdates': 150,
    'training.validateEvery': 50,
  };
  const arguments_ = ['--experiment', 'iwslt14-de-en-rdrop', ...shared];
  for (const words of [
    ['train', ...arguments_, '--from', join(folder.path, 'raw'), ...tinyArguments(settings)],
    ['evaluate', ...arguments_],
  ]) {
    const { code, stderr } = await command(...words);
    if (code !== 0) throw new Error(stderr);
  }
  text = linesOf(await readFile(join(folder.path, 'raw', 'test.de'), 'utf8'));
  const { folder: set } = JSON.parse((await command('prepare', ...prepareWords(settings))).stdout);
  pieces = linesOf(await readFile(join(set, 'test.bpe.de'), 'utf8'));
  hypotheses = linesOf(await readFile(join(run, 'test.hypotheses.en'), 'utf8'));
});
afterAll(() => folder.remove());

const prepareWords = (settings: Readonly<Record<string, string | number>>) => [
  '--experiment',
  'iwslt14-de-en-rdrop',
  '--data',
  join(folder.path, 'cache'),
  ...tinyArguments(settings),
];

const translate = (input: string | readonly (string | Buffer)[], ...words: string[]) =>
  commandWithInput(typeof input === 'string' ? [input] : input, 'translate', ...shared, ...words);

describe('translate', () => {
  it('gives the translations of evaluate, from running text and from pieces', async () => {
    // The tiny language has nothing to detokenise, so both forms print the same.
    const fromText = await translate(`${text.join('\n')}\n`);
    expect(fromText.stderr).toContain('translating with update-');
    expect(fromText.code).toBe(0);
    expect(linesOf(fromText.stdout)).toEqual(hypotheses);
    expect(new Set(hypotheses).size).toBeGreaterThan(5); // the model has learnt to tell its twenty sentences apart
    const fromPieces = await translate(`${pieces.join('\n')}\n`, '--raw');
    expect(linesOf(fromPieces.stdout)).toEqual(hypotheses);
  });

  it('keeps order and empty lines, whatever the batches and however the input arrives', async () => {
    const input = `\n${text.join('\n\n')}\n \n\t\n${text[0]}`;
    const expected = ['', ...hypotheses.flatMap((line) => [line, '']), '', hypotheses[0]];
    expect(linesOf((await translate(input)).stdout)).toEqual(expected);
    const bytes = Buffer.from(input);
    const cut = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
      bytes.subarray(at * 7, at * 7 + 7),
    );
    for (const words of [
      ['--buffer', '1'],
      ['--buffer', '3', '--max-tokens', '20'],
      ['--max-tokens', '1'],
    ]) {
      expect(linesOf((await translate(cut, ...words)).stdout)).toEqual(expected);
    }
  });

  it('prepares text as the training text was: tokens, lower case', async () => {
    const [line = ''] = text;
    const words = line.split(' ');
    const written = `${words[0]?.toUpperCase()} ${words.slice(1).join('  ')}\r\n`;
    expect(linesOf((await translate(written)).stdout)).toEqual(hypotheses.slice(0, 1));
  });

  it('prints the n best with scores, best first, and the best of them is the translation', async () => {
    const { code, stdout } = await translate(`${text[0]}\n\n${text[1]}\n`, '--n-best', '3', '--beam', '4');
    expect(code).toBe(0);
    const rows = linesOf(stdout).map((line) => line.split('\t'));
    expect(rows.map(([number, rank]) => `${number}.${rank}`)).toEqual([
      ...['1.1', '1.2', '1.3', '2.1', '3.1', '3.2', '3.3'],
    ]);
    expect(rows[3]).toEqual(['2', '1', '0.0000', '']);
    for (const sentence of ['1', '3']) {
      const scores = rows.filter(([number]) => number === sentence).map(([, , score]) => Number(score));
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(Math.max(...scores)).toBeLessThanOrEqual(0);
    }
    const best = await translate(`${text[0]}\n\n${text[1]}\n`, '--beam', '4');
    expect(linesOf(best.stdout)).toEqual([rows[0]?.[3], '', rows[4]?.[3]]);
  });

  it('divides the log-probability by length^lenpen', async () => {
    const scoreWith = async (lenpen: string) => {
      const { stdout } = await translate(`${text[3]}\n`, '--beam', '1', '--n-best', '1', '--lenpen', lenpen);
      const [, , score, translation] = stdout.trimEnd().split('\t');
      return { score: Number(score), translation };
    };
    const sum = await scoreWith('0');
    const mean = await scoreWith('1');
    // Greedy search finds the same words under both; the pieces of them are counted, and the end symbol.
    expect(mean.translation).toBe(sum.translation);
    const length = sum.score / mean.score;
    expect(Math.abs(length - Math.round(length))).toBeLessThan(0.05);
    expect(Math.round(length)).toBeGreaterThan((sum.translation ?? '').split(' ').length);
  });

  it('translates what the dictionary does not know', async () => {
    const { code, stdout } = await translate('你好 hund ☃\n');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1);
  });

  it('cuts a line without end, says so, and goes on', async () => {
    const { code, stdout, stderr } = await translate(`${'hund '.repeat(3000)}\n${text[0]}\n`);
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: line 1 has \d{4,} symbols; the first 1024 of them are translated/);
    expect(linesOf(stdout)).toHaveLength(2);
    expect(linesOf(stdout)[1]).toBe(hypotheses[0]);
  });

  it('gives nothing for nothing', async () => {
    expect(await translate([])).toMatchObject({ code: 0, stdout: '' });
  });

  it.each([
    [['--n-best', '9'], '--n-best 9 needs a beam at least as wide, it is 5; add --beam 9'],
    [['--beam', '0'], "option '--beam' expects a whole number from 1, got '0'"],
    [['--lenpen', '-1'], "option '--lenpen' expects a number from 0, got '-1'"],
    [['--beam', '100000'], 'a beam of 100000 needs more symbols'],
  ])('refuses %j in one sentence', async (words, sentence) => {
    const { code, stdout, stderr } = await translate('hund\n', ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('names the line that is not UTF-8', async () => {
    const { code, stderr } = await translate([Buffer.from([0x61, 0x0a, 0xff, 0x0a])]);
    expect(code).toBe(1);
    expect(stderr).toContain('standard input: expected text in UTF-8, line 2 is not');
  });
});

describe('the program', () => {
  it('ends quietly when its reader has seen enough, though more input could come', async () => {
    const child = startCommand('translate', ...shared, '--buffer', '1');
    const closed = once(child, 'close');
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.on('error', () => undefined); // it is gone when the last line is written
    child.stdin.write(`${text[0]}\n`);
    const [first] = await once(child.stdout, 'data');
    expect(String(first)).toBe(`${hypotheses[0]}\n`);
    child.stdout.destroy();
    child.stdin.write(`${text[1]}\n${text[2]}\n${text[3]}\n`);
    await closed;
    expect(child.exitCode).toBe(0);
    expect(stderr).not.toContain('error');
  });
});
