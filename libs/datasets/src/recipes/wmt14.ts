import type { ArchiveFile, ArchiveRecipe, RecipeArchive } from './archive-recipe.js';

const GIBIBYTE = 2 ** 30;
/** Giga-fren alone unpacks to 6 GB, and the archives hold all language pairs of their year. */
const limits = { entries: 20_000, entryBytes: 8 * GIBIBYTE, totalBytes: 24 * GIBIBYTE };
const LICENCE = 'none stated by WMT: for research; Europarl is free of known copyright restrictions';
const STATMT = 'https://www.statmt.org';

const archive = (name: string, url: string, gibibytes: number): RecipeArchive => ({
  name,
  url,
  maxBytes: gibibytes * GIBIBYTE,
});

/** The two files of a corpus, which differ in their ends. */
const both = (
  archiveName: string,
  stem: string,
  ends: readonly [string, string],
): readonly [ArchiveFile, ArchiveFile] => [
  { archive: archiveName, file: `${stem}${ends[0]}` },
  { archive: archiveName, file: `${stem}${ends[1]}` },
];

const DE = ['.en', '.de'] as const;
const FR = ['.en', '.fr'] as const;

/** WMT14 English-German as Google's `wmt16_en_de.sh` puts it together; Google's own result is taken as well. */
export const wmt14EnDe: ArchiveRecipe = {
  name: 'wmt14-en-de',
  title: 'WMT14 English-German (Europarl v7, Common Crawl, News Commentary v11)',
  licence: LICENCE,
  origin:
    "an author of the paper points to fairseq's issue 202, which we read as Google's archive wmt16_en_de.tar.gz; its link is reported dead, so the set is made again as google/seq2seq's wmt16_en_de.sh does. --from also takes that archive, unpacked",
  languages: ['en', 'de'],
  archives: [
    archive('europarl-v7-de-en.tgz', `${STATMT}/europarl/v7/de-en.tgz`, 1),
    archive('training-parallel-commoncrawl.tgz', `${STATMT}/wmt13/training-parallel-commoncrawl.tgz`, 2),
    archive(
      'training-parallel-nc-v11.tgz',
      'https://data.statmt.org/wmt16/translation-task/training-parallel-nc-v11.tgz',
      1,
    ),
    archive('dev.tgz', 'https://data.statmt.org/wmt16/translation-task/dev.tgz', 1),
  ],
  limits,
  parts: [
    {
      name: 'train',
      format: 'lines',
      files: [
        both('europarl-v7-de-en.tgz', 'europarl-v7.de-en', DE),
        both('training-parallel-commoncrawl.tgz', 'commoncrawl.de-en', DE),
        both('training-parallel-nc-v11.tgz', 'news-commentary-v11.de-en', DE),
      ],
    },
    { name: 'valid', format: 'lines', files: [both('dev.tgz', 'newstest2013', DE)] },
    {
      name: 'newstest2014',
      format: 'exact-segments',
      files: [both('dev.tgz', 'newstest2014-deen-', ['ref.en.sgm', 'src.de.sgm'])],
    },
  ],
  expected: [
    { part: 'train', pairs: 4_500_966, trust: 'remembered', origin: "fairseq logs of Google's archive" },
    { part: 'valid', pairs: 3000, trust: 'remembered', origin: 'newstest2013' },
    { part: 'newstest2014', pairs: 3003, trust: 'remembered', origin: 'the full newstest2014' },
  ],
  prepared: {
    train: ['train.tok.clean.bpe.32000.en', 'train.tok.clean.bpe.32000.de'],
    codes: 'bpe.32000',
    parts: [
      { name: 'valid', files: ['newstest2013.en', 'newstest2013.de'] },
      { name: 'newstest2014', files: ['newstest2014.en', 'newstest2014.de'] },
    ],
  },
};

/** WMT14 English-French as fairseq's `prepare-wmt14en2fr.sh` puts it together. */
export const wmt14EnFr: ArchiveRecipe = {
  name: 'wmt14-en-fr',
  title: 'WMT14 English-French (Europarl v7, Common Crawl, UN, News Commentary v9, Giga-fren)',
  licence: LICENCE,
  origin:
    "not specified by the paper or its code; this is fairseq's prepare-wmt14en2fr.sh, on which the code is built. Every 1333rd pair validates",
  languages: ['en', 'fr'],
  archives: [
    archive('training-parallel-europarl-v7.tgz', `${STATMT}/wmt13/training-parallel-europarl-v7.tgz`, 2),
    archive('training-parallel-commoncrawl.tgz', `${STATMT}/wmt13/training-parallel-commoncrawl.tgz`, 2),
    archive('training-parallel-un.tgz', `${STATMT}/wmt13/training-parallel-un.tgz`, 4),
    archive('training-parallel-nc-v9.tgz', `${STATMT}/wmt14/training-parallel-nc-v9.tgz`, 1),
    archive('training-giga-fren.tar', `${STATMT}/wmt10/training-giga-fren.tar`, 4),
    archive('test-full.tgz', `${STATMT}/wmt14/test-full.tgz`, 1),
  ],
  limits,
  parts: [
    {
      name: 'train',
      format: 'lines',
      files: [
        both('training-parallel-europarl-v7.tgz', 'europarl-v7.fr-en', FR),
        both('training-parallel-commoncrawl.tgz', 'commoncrawl.fr-en', FR),
        both('training-parallel-un.tgz', 'undoc.2000.fr-en', FR),
        both('training-parallel-nc-v9.tgz', 'news-commentary-v9.fr-en', FR),
        both('training-giga-fren.tar', 'giga-fren.release2.fixed', FR),
      ],
    },
    {
      name: 'newstest2014',
      format: 'segments',
      files: [both('test-full.tgz', 'newstest2014-fren-', ['src.en.sgm', 'ref.fr.sgm'])],
    },
  ],
  expected: [
    { part: 'train', pairs: 35_762_532, trust: 'remembered', origin: 'logs of fairseq users' },
    { part: 'valid', pairs: 26_854, trust: 'remembered', origin: 'logs of fairseq users' },
    { part: 'newstest2014', pairs: 3003, trust: 'remembered', origin: 'the full newstest2014' },
  ],
};
