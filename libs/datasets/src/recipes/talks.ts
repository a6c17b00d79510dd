import type { ArchiveFile, ArchivePart, ArchiveRecipe, RecipeArchive } from './archive-recipe.js';

const MEBIBYTE = 1 << 20;
/** The archives of the talks unpack to some 100 MB. */
const limits = { entries: 1000, entryBytes: 256 * MEBIBYTE, totalBytes: 1024 * MEBIBYTE };

const TALKS_LICENCE = 'CC BY-NC-ND 4.0 (TED talks, collected by WIT3)';
const WIT3 = 'https://wit3.fbk.eu/archive';

const archive = (name: string, url: string): RecipeArchive => ({ name, url, maxBytes: 256 * MEBIBYTE });

/** Test files of both languages, joined in the order of `sets`. */
function segments(
  name: string,
  sets: readonly string[],
  fileOf: (set: string, side: 0 | 1) => ArchiveFile,
): ArchivePart {
  return {
    name,
    format: 'segments',
    files: sets.map((set) => [fileOf(set, 0), fileOf(set, 1)] as const),
  };
}

/** IWSLT14 German-English as `prepare-iwslt14.sh` of the official code takes it. */
export const iwslt14DeEn: ArchiveRecipe = {
  name: 'iwslt14-de-en',
  title: 'IWSLT 2014 German-English TED talks',
  licence: TALKS_LICENCE,
  origin:
    "the official code's prepare-iwslt14.sh, from fairseq's copy of the archive; every 23rd pair validates",
  languages: ['de', 'en'],
  archives: [archive('de-en.tgz', 'https://dl.fbaipublicfiles.com/fairseq/data/iwslt14/de-en.tgz')],
  limits,
  parts: [
    {
      name: 'train',
      format: 'tags',
      files: [
        [
          { archive: 'de-en.tgz', file: 'train.tags.de-en.de' },
          { archive: 'de-en.tgz', file: 'train.tags.de-en.en' },
        ],
      ],
    },
    segments(
      'test',
      ['TED.dev2010', 'TEDX.dev2012', 'TED.tst2010', 'TED.tst2011', 'TED.tst2012'],
      (set, side) => ({
        archive: 'de-en.tgz',
        file: `IWSLT14.${set}.de-en.${side === 0 ? 'de' : 'en'}.xml`,
      }),
    ),
  ],
  expected: [
    { part: 'train', pairs: 160_239, trust: 'reported', origin: 'public logs of fairseq-preprocess' },
    { part: 'valid', pairs: 7283, trust: 'reported', origin: 'public logs, and a public copy of the set' },
    { part: 'test', pairs: 6750, trust: 'reported', origin: 'public logs, and a public copy of the set' },
  ],
};

/**
 * Training text and two years' tests of one pair of languages. The test archives hold source sides only, so the last test
 * takes one side from each direction's.
 */
function talks(
  pair: { readonly name: string; readonly title: string; readonly other: string },
  where: { readonly train: string; readonly test: string; readonly prefix: string },
  sets: { readonly valid: readonly string[]; readonly test: string },
): ArchiveRecipe {
  const { other } = pair;
  const [forward, backward] = [`en-${other}`, `${other}-en`];
  const [train, here, back] = [`train-${forward}.tgz`, `test-${forward}.tgz`, `test-${backward}.tgz`];
  const side = (which: 0 | 1): string => (which === 0 ? other : 'en');
  return {
    name: pair.name,
    title: pair.title,
    licence: TALKS_LICENCE,
    origin:
      'no recipe was published; this follows teslacool/preprocess_iwslt, which an earlier project of the same authors points to. The addresses are its own and may be gone: --from takes the archives or what is in them',
    languages: [other, 'en'],
    archives: [
      archive(train, `${WIT3}/${where.train}/texts/en/${other}/${forward}.tgz`),
      archive(here, `${WIT3}/${where.test}/texts/en/${other}/${forward}.tgz`),
      archive(back, `${WIT3}/${where.test}/texts/${other}/en/${backward}.tgz`),
    ],
    limits,
    parts: [
      {
        name: 'train',
        format: 'talks',
        files: [
          [
            { archive: train, file: `train.tags.${forward}.${other}` },
            { archive: train, file: `train.tags.${forward}.en` },
          ],
        ],
      },
      segments('valid', sets.valid, (set, which) => ({
        archive: train,
        file: `${where.prefix}.TED.${set}.${forward}.${side(which)}.xml`,
      })),
      segments('test', [sets.test], (set, which) =>
        which === 0
          ? { archive: back, file: `${where.prefix}.TED.${set}.${backward}.${other}.xml` }
          : { archive: here, file: `${where.prefix}.TED.${set}.${forward}.en.xml` },
      ),
    ],
    expected: [],
  };
}

const YEAR_2017 = { train: '2017-01-trnted', test: '2017-01-ted-test', prefix: 'IWSLT17' };
const SETS_2017 = { valid: ['tst2013', 'tst2014', 'tst2015'], test: 'tst2017' };

export const iwslt14EsEn: ArchiveRecipe = talks(
  { name: 'iwslt14-es-en', title: 'IWSLT 2014 Spanish-English TED talks', other: 'es' },
  { train: '2014-01', test: '2014-01-test', prefix: 'IWSLT14' },
  { valid: ['tst2010', 'tst2011', 'tst2012'], test: 'tst2014' },
);

export const iwslt17FrEn: ArchiveRecipe = talks(
  { name: 'iwslt17-fr-en', title: 'IWSLT 2017 French-English TED talks', other: 'fr' },
  YEAR_2017,
  SETS_2017,
);

export const iwslt17ZhEn: ArchiveRecipe = talks(
  { name: 'iwslt17-zh-en', title: 'IWSLT 2017 Chinese-English TED talks', other: 'zh' },
  YEAR_2017,
  SETS_2017,
);
