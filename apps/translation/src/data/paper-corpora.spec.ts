import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bpeSegmenter, cleanCorpus, mosesTokenizer, parseCodes, punctuationNormalizer } from '@rdrop/text';
import { create } from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSettings, Language } from '../experiment-schema.js';
import { command, temporaryFolder } from '../testing/command.js';
import { corpora, corpusFiles } from './corpora.js';
import { prepareCorpus } from './prepare-corpus.js';
import { openPreparedCorpus } from './prepared-corpus.js';

/** Made by the official commands; see the README there. */
const golden = fileURLToPath(
  new URL('../../../../libs/text/src/testing/golden/iwslt_pipeline/', import.meta.url),
);
const goldenText = (name: string) => readFile(join(golden, name), 'utf8');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

type PaperName = keyof typeof corpora;

/** Prepares a corpus of the paper with few merges, first language to second. */
async function prepare(corpus: PaperName, from: string, changes: Partial<DataSettings> = {}) {
  const [source, target]: readonly [Language, Language] = corpora[corpus].languages;
  const settings: DataSettings = {
    ...corpora[corpus].preparation,
    source,
    target,
    maxPositions: 1024,
    bpeMerges: 30,
    ...changes,
  };
  const into = join(folder.path, `${basename(from)}.raw`);
  const prepared = join(folder.path, `${basename(from)}.prepared`, `${source}-${target}`);
  await prepareCorpus(await corpusFiles({ from, into }, settings), settings, prepared, { threads: 0 });
  return { settings, prepared, corpus: await openPreparedCorpus(prepared, settings) };
}

/** Writes files into a folder of their own. */
async function folderOf(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const path = join(folder.path, name);
  await mkdir(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content);
  return path;
}

const xml = (...sentences: string[]) =>
  `<doc>\n${sentences.map((text, i) => `<seg id="${i + 1}"> ${text} </seg>\n`).join('')}</doc>\n`;

describe('IWSLT14 De-En', () => {
  /** The archive as it comes: the reference has text in the first test set only. */
  async function archive(): Promise<string> {
    const inside = join(folder.path, 'iwslt14', 'de-en');
    await mkdir(inside, { recursive: true });
    for (const name of (await readdir(golden)).filter((file) => /^train\.tags|\.xml$/.test(file))) {
      await writeFile(join(inside, name), await readFile(join(golden, name)));
    }
    for (const set of ['TEDX.dev2012', 'TED.tst2010', 'TED.tst2011', 'TED.tst2012']) {
      for (const side of ['de', 'en'])
        await writeFile(join(inside, `IWSLT14.${set}.de-en.${side}.xml`), xml());
    }
    const from = join(folder.path, 'iwslt14-archive');
    await mkdir(from, { recursive: true });
    await create({ gzip: true, cwd: join(folder.path, 'iwslt14'), file: join(from, 'de-en.tgz') }, ['de-en']);
    return from;
  }

  it('is, from the archive, what the official script makes of it: text, merges, dictionary, ids', async () => {
    const { prepared, corpus } = await prepare('iwslt14-de-en', await archive(), { bpeMerges: 120 });
    expect(await readFile(join(prepared, 'codes.de.bpe'), 'utf8')).toBe(await goldenText('code'));
    expect(await readFile(join(prepared, 'dict.en.txt'), 'utf8')).toBe(await goldenText('dict.txt'));
    for (const split of ['valid', 'test']) {
      for (const side of ['de', 'en']) {
        const file = (kind: string) => readFile(join(prepared, `${split}.${kind}.${side}`), 'utf8');
        expect(await file('tok')).toBe(await goldenText(`${split}.${side}`));
        expect(await file('bpe')).toBe(await goldenText(`${split}.bpe.${side}`));
      }
    }
    const { source, target } = await corpus.encoded('train');
    const pieces = (side: readonly Int32Array[]) =>
      side.map((ids) => `${corpus.sourceDictionary.decode(ids)}\n`).join('');
    expect(pieces(source)).toBe(await goldenText('train.bpe.de'));
    expect(pieces(target)).toBe(await goldenText('train.bpe.en'));
  });

  it('keeps the held-out pairs as they came', async () => {
    const { corpus } = await prepare('iwslt14-de-en', await archive(), { bpeMerges: 120 });
    const raw = await corpus.text('valid', 'raw');
    const tokens = await corpus.text('valid', 'tok');
    const tokenize = mosesTokenizer({ language: 'en' });
    expect(raw.target.map((line) => tokenize(line).toLowerCase())).toEqual(tokens.target);
    expect(raw.target).not.toEqual(tokens.target);
  });

  it('is prepared by the command, which says how far the counts are as reported', async () => {
    const settings = {
      'data.tokenizer': 'moses',
      'data.clean': JSON.stringify({ ratio: 1.5, minimum: 1, maximum: 175 }),
      'data.holdOutEvery': 23,
      'data.bpeMerges': 120,
    };
    const words = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const run = (experiment: string) =>
      command(
        'prepare',
        '--experiment',
        experiment,
        '--from',
        from,
        '--data',
        join(folder.path, 'data'),
        ...words,
      );
    const from = await archive();
    const { code, stderr, stdout } = await run('iwslt14-de-en-rdrop');
    expect(code).toBe(0);
    expect(stderr).toContain('unpacking ');
    expect(stderr).toContain('warning: train has 52 pairs, 160239 were expected (reported: public logs');
    expect(JSON.parse(stdout).pairs).toEqual({ train: 52, valid: 2, test: 6 });
    const again = await run('iwslt14-de-en-baseline');
    expect(again.stderr).toBe('');
  });

  it('is taken as it is where its tokens lie in a folder', async () => {
    const files: Record<string, string> = {};
    for (const split of ['train', 'valid', 'test']) {
      for (const side of ['de', 'en']) files[`${split}.${side}`] = await goldenText(`${split}.${side}`);
    }
    const { corpus } = await prepare('iwslt14-de-en', await folderOf('tokens', files), { bpeMerges: 120 });
    expect(corpus.info).toMatchObject({ pairs: { train: 52, valid: 2, test: 6 }, testForm: 'tokens' });
    expect((await corpus.text('test', 'bpe')).source.join('\n')).toBe(
      (await goldenText('test.bpe.de')).trimEnd(),
    );
  });

  it('says what is missing, and that the languages are others', async () => {
    const empty = await folderOf('empty', {});
    await expect(prepare('iwslt14-de-en', empty)).rejects.toThrow(
      /neither the archive de-en\.tgz \(from https:.*\) nor the file train\.tags\.de-en\.de/,
    );
    await expect(prepare('iwslt14-de-en', empty, { target: 'fr' })).rejects.toThrow(
      'The corpus iwslt14-de-en is of de and en, the experiment asks for de to fr.',
    );
  });
});

const tags = (...lines: string[]) =>
  ['<doc docid="1">', '<speaker>Nobody</speaker>', '<title>A</title>', ...lines, '</doc>', ''].join('\n');

function talkFiles(year: string, other: string, text: Readonly<Record<string, readonly string[]>>) {
  const [valid, test] =
    year === 'IWSLT14'
      ? [['tst2010', 'tst2011', 'tst2012'], 'tst2014']
      : [['tst2013', 'tst2014', 'tst2015'], 'tst2017'];
  const files: Record<string, string> = {};
  for (const side of ['en', other]) {
    const lines = text[side] ?? [];
    files[`train.tags.en-${other}.${side}`] = tags(...lines);
    for (const set of valid) files[`${year}.TED.${set}.en-${other}.${side}.xml`] = xml(`${set} ${lines[0]}`);
    const direction = side === 'en' ? `en-${other}` : `${other}-en`;
    files[`${year}.TED.${test}.${direction}.${side}.xml`] = xml(...lines);
  }
  return files;
}

describe.each([
  ['iwslt14-es-en', 'IWSLT14', 'es', ['“¡Hola!”, dijo él…', 'El Sr. Pérez vive aquí.', '']],
  ['iwslt17-fr-en', 'IWSLT17', 'fr', ['« Bonjour » , dit-il\u00a0!', "L'homme d’ici vit là.", '']],
] as const)('%s', (name, year, other, lines) => {
  it('is normalised, cased, unescaped and whole, with the test sides of both archives', async () => {
    const english = ['“Hello,” he said…', 'It’s Mr. Smith & Jones.', ''];
    const from = await folderOf(name, talkFiles(year, other, { en: english, [other]: lines }));
    const { corpus, settings } = await prepare(name, from);
    // The title and three lines; nothing is dropped, not even empty pairs.
    expect(corpus.info.pairs).toEqual({ train: 4, valid: 3, test: 3 });
    expect(corpus.sourceDictionary.size).toBe(corpus.targetDictionary.size);
    const normalize = punctuationNormalizer({ language: 'en' });
    const tokenize = mosesTokenizer({ language: 'en', escape: false });
    expect((await corpus.text('test', 'tok')).target).toEqual([
      tokenize(normalize('"Hello," he said...')),
      "It 's Mr. Smith & Jones .",
      '',
    ]);
    expect((await corpus.text('valid', 'raw')).source.map((line) => line.split(' ')[0])).toEqual(
      year === 'IWSLT14' ? ['tst2010', 'tst2011', 'tst2012'] : ['tst2013', 'tst2014', 'tst2015'],
    );
    expect(settings.lowercase).toBe(false);
    const { source } = await corpus.encoded('train');
    expect(source.map((ids) => ids.at(-1))).toEqual([2, 2, 2, 2]);
    expect(source.at(-1)).toHaveLength(1);
  });
});

describe('iwslt17-zh-en', () => {
  it('is segmented by words, keeps its punctuation, and shares nothing with English', async () => {
    const chinese = ['我来到北京清华大学。', '（笑声）“谢谢’你”', '他来到了网易杭研大厦'];
    const english = ['I came to Tsinghua University.', '(Laughter) ‘Thank’ you', 'He came to the building'];
    const from = await folderOf('zh', talkFiles('IWSLT17', 'zh', { en: english, zh: chinese }));
    const { corpus, prepared } = await prepare('iwslt17-zh-en', from);
    expect((await corpus.text('test', 'tok')).source).toEqual([
      '我 来到 北京 清华大学 。',
      '（ 笑声 ） “ 谢谢 ’ 你 ”',
      '他 来到 了 网易 杭研 大厦',
    ]);
    expect((await corpus.text('test', 'raw')).target[1]).toBe("(Laughter) ‘Thank' you");
    expect(corpus.sourceDictionary.has('来到')).toBe(true);
    expect(corpus.sourceDictionary.has('I')).toBe(false);
    expect(corpus.targetDictionary.has('I')).toBe(true);
    const codes = (side: string) => readFile(join(prepared, `codes.${side}.bpe`), 'utf8');
    expect(await codes('zh')).not.toBe(await codes('en'));
    expect((await codes('en')).includes('来')).toBe(false);
    // English is stored first; both directions find their own sides.
    const back = await prepare('iwslt17-zh-en', from, { source: 'en', target: 'zh' });
    expect((await back.corpus.text('test', 'tok')).target[0]).toBe('我 来到 北京 清华大学 。');
    expect(back.corpus.targetDictionary.has('来到')).toBe(true);
    expect(back.corpus.segment('the')).toBe(bpeSegmenter(parseCodes(await codes('en')))('the'));
  });
});

describe('wmt14-en-de', () => {
  const english = ['Resumption of the session', 'I declare resumed the session.', 'a '.repeat(81), ''];
  const german = ['Wiederaufnahme der Sitzungsperiode', 'Ich erkläre die Sitzung für eröffnet.', 'b', 'c'];
  const wmt = {
    'europarl-v7.de-en.en': `${english.join('\n')}\n`,
    'europarl-v7.de-en.de': `${german.join('\n')}\n`,
    'commoncrawl.de-en.en': gzipSync('Common crawl, here & there\n'),
    'commoncrawl.de-en.de': gzipSync('Gemeinsam gekrochen, hier & dort\n'),
  };
  const rest = {
    'news-commentary-v11.de-en.en': 'The session\n',
    'news-commentary-v11.de-en.de': 'Die Sitzung\n',
    'newstest2013.en': 'A Republican strategy\n',
    'newstest2013.de': 'Eine republikanische Strategie\n',
    'newstest2014-deen-ref.en.sgm': xml('Gutach: It’s here'),
    'newstest2014-deen-src.de.sgm': xml('Gutach: Es ist hier'),
  };

  it('joins its corpora and drops long and empty pairs', async () => {
    const packed = Object.fromEntries(
      Object.entries(wmt).map(([name, text]) => [typeof text === 'string' ? name : `${name}.gz`, text]),
    );
    const from = await folderOf('wmt-de', { ...packed, ...rest });
    const { corpus, prepared } = await prepare('wmt14-en-de', from);
    expect(corpus.info).toMatchObject({
      tests: ['newstest2014'],
      pairs: { train: 4, valid: 1, newstest2014: 1 },
    });
    const { source, target } = await corpus.encoded('train');
    const words = (side: readonly Int32Array[]) =>
      side.map((ids) => corpus.sourceDictionary.decode(ids, { joinBpe: true }));
    expect(words(source)).toEqual([
      'Resumption of the session',
      'I declare resumed the session .',
      'Common crawl , here &amp; there',
      'The session',
    ]);
    expect((await corpus.text('newstest2014', 'raw')).source).toEqual(['Gutach: It’s here']);

    // What Google's archive holds of it makes the same set.
    const pieces = (side: readonly Int32Array[]) =>
      side.map((ids) => `${corpus.sourceDictionary.decode(ids)}\n`).join('');
    const google = await folderOf('wmt-google', {
      'train.tok.clean.bpe.32000.en': pieces(source),
      'train.tok.clean.bpe.32000.de': pieces(target),
      'bpe.32000': await readFile(join(prepared, 'codes.de.bpe')),
      'newstest2013.en': rest['newstest2013.en'],
      'newstest2013.de': rest['newstest2013.de'],
      'newstest2014.en': 'Gutach: It’s here\n',
      'newstest2014.de': 'Gutach: Es ist hier\n',
    });
    const again = await prepare('wmt14-en-de', google);
    const names = (await readdir(prepared)).filter((name) => name !== 'prepared.json');
    for (const name of names) {
      expect((await readFile(join(again.prepared, name))).equals(await readFile(join(prepared, name)))).toBe(
        true,
      );
    }
    expect(again.corpus.info.pairs).toEqual(corpus.info.pairs);
  });
});

describe('wmt14-en-fr', () => {
  it('holds out before it cleans by pieces, and normalises the training text alone', async () => {
    const english = Array.from({ length: 23 }, (_, i) => `Word ${'x'.repeat(i)}  number — ${i} well-known`);
    const french = Array.from(
      { length: 23 },
      (_, i) => `Mot numéro ${i} « bien-connu »${' oui'.repeat(9 * (i % 4))}`,
    );
    const corpus5 = (name: string, from: number, to: number) => ({
      [`${name}.en`]: `${english.slice(from, to).join('\n')}\n`,
      [`${name}.fr`]: `${french.slice(from, to).join('\n')}\n`,
    });
    const from = await folderOf('wmt-fr', {
      ...corpus5('europarl-v7.fr-en', 0, 5),
      ...corpus5('commoncrawl.fr-en', 5, 9),
      ...corpus5('undoc.2000.fr-en', 9, 14),
      ...corpus5('news-commentary-v9.fr-en', 14, 18),
      ...corpus5('giga-fren.release2.fixed', 18, 23),
      'newstest2014-fren-src.en.sgm': xml('A — test’s well-known'),
      'newstest2014-fren-ref.fr.sgm': xml('Un test'),
    });
    const { corpus, prepared } = await prepare('wmt14-en-fr', from, { holdOutEvery: 5, bpeMerges: 60 });

    const tokens = (lines: string[], language: 'en' | 'fr') => {
      const normalize = punctuationNormalizer({ language });
      const tokenize = mosesTokenizer({ language, aggressiveHyphens: true });
      return lines.map((line) => tokenize(normalize(line)));
    };
    const segment = bpeSegmenter(parseCodes(await readFile(join(prepared, 'codes.en.bpe'), 'utf8')));
    const expected = (held: boolean) => {
      const pick = (lines: string[]) => lines.filter((_, i) => ((i + 1) % 5 === 0) === held).map(segment);
      const [en, fr] = [pick(tokens(english, 'en')), pick(tokens(french, 'fr'))];
      return [...cleanCorpus(en, fr, { min: 1, max: 250, ratio: 1.5 })];
    };
    const [train, valid] = [expected(false), expected(true)];
    expect(train.length).toBeLessThan(19);
    expect(corpus.info.pairs).toEqual({ train: train.length, valid: valid.length, newstest2014: 1 });
    const { source, target } = await corpus.encoded('train');
    const decode = (side: readonly Int32Array[]) => side.map((ids) => corpus.sourceDictionary.decode(ids));
    expect(decode(source)).toEqual(train.map((pair) => pair.source));
    expect(decode(target)).toEqual(train.map((pair) => pair.target));
    expect((await corpus.text('valid', 'bpe')).source).toEqual(valid.map((pair) => pair.source));
    expect((await corpus.text('valid', 'tok')).source).toHaveLength(valid.length);
    expect((await corpus.text('newstest2014', 'tok')).source).toEqual(['A — test &apos;s well @-@ known']);
  });
});
