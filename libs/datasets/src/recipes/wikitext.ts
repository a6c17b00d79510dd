import type { ExpectedSize, TextFolderRecipe, TextPart, TextRecipe } from './text-recipe.js';

const MEBIBYTE = 2 ** 20;
const LICENCE = 'CC BY-SA 3.0 (text of Wikipedia)';
const MERITY = 'Merity et al. 2017, Table 1, and fairseq';
/** The same articles in both sets. */
const HELD_OUT: readonly ExpectedSize[] = [
  { what: 'valid.tokens', count: 217_646, origin: MERITY },
  { what: 'test.tokens', count: 245_569, origin: MERITY },
];

const partsOf = (archive: string): TextPart[] =>
  (['train', 'valid', 'test'] as const).map((name) => ({
    name,
    files: [[{ archive, file: `wiki.${name}.tokens` }]],
  }));

/** WikiText-103, the paper's set: 28,475 articles by word, rare words as `<unk>` already. */
export const wikiText103: TextRecipe = {
  name: 'wikitext-103',
  title: 'WikiText-103 (word level)',
  licence: LICENCE,
  origin:
    "the set's author publishes it at wikitext.smerity.com; the address on S3 that older scripts have is reported dead. The checksum is what several projects state of the archive",
  archives: [
    {
      name: 'wikitext-103-v1.zip',
      url: 'https://wikitext.smerity.com/wikitext-103-v1.zip',
      maxBytes: 256 * MEBIBYTE,
      sha256: '242ba0f20b329cfdf1ccc61e9e9e5b59becf189db7f7a81cd2a0e2fc31539590',
    },
  ],
  limits: { entries: 20, entryBytes: 1024 * MEBIBYTE, totalBytes: 1536 * MEBIBYTE },
  parts: partsOf('wikitext-103-v1.zip'),
  expected: [
    { what: 'train.tokens', count: 103_227_021, origin: MERITY },
    ...HELD_OUT,
    {
      what: 'vocabulary',
      count: 267_744,
      origin: '267,735 types with <unk> and </s>, two more special symbols, a multiple of 8 as in fairseq',
    },
  ],
};

/** WikiText-2: the same validation and test articles, 600 articles to train on. */
export const wikiText2: TextRecipe = {
  name: 'wikitext-2',
  title: 'WikiText-2 (word level)',
  licence: LICENCE,
  origin: wikiText103.origin,
  archives: [
    {
      name: 'wikitext-2-v1.zip',
      url: 'https://wikitext.smerity.com/wikitext-2-v1.zip',
      maxBytes: 16 * MEBIBYTE,
      sha256: '92675f1d63015c1c8b51f1656a52d5bdbc33aafa60cc47a218a66e7ee817488c',
    },
  ],
  limits: { entries: 20, entryBytes: 32 * MEBIBYTE, totalBytes: 64 * MEBIBYTE },
  parts: partsOf('wikitext-2-v1.zip'),
  expected: [
    { what: 'train.tokens', count: 2_088_628, origin: MERITY },
    ...HELD_OUT,
    {
      what: 'vocabulary',
      count: 33_280,
      origin: '33,278 types with <unk> and </s>, two more special symbols, a multiple of 8 as in fairseq',
    },
  ],
};

/** The beginning of the training text of WikiText-103 with its whole validation and test sets. */
export const wikiText103Prefix: TextFolderRecipe = {
  name: 'wikitext-103-prefix',
  title: 'WikiText-103: the first 9,742 lines of the training text, all of validation and test',
  address: 'the archive wikitext-103-v1.zip; `head -n 9742 wiki.train.tokens > wiki.train_prefix.tokens`',
  licence: LICENCE,
  origin: 'cut at a line end; it shares no article with validation and test',
  parts: [
    {
      name: 'train',
      file: {
        name: 'wiki.train_prefix.tokens',
        lines: 9742,
        sha256: '611df3b41f14ba024d70702dff829bfaca0f335aa93800ba7785c87a82ff88b5',
      },
    },
    {
      name: 'valid',
      file: {
        name: 'wiki.valid.tokens',
        lines: 3760,
        sha256: '9aee9f52d6e77de6c7751fc5e7c44287db3ec0eaf15477098acc6b93c1c4250b',
      },
    },
    {
      name: 'test',
      file: {
        name: 'wiki.test.tokens',
        lines: 4358,
        sha256: '56db52eb157b1ab5c89646eef70510c1eca6e12a3bfdb99f0d6b05b4eacb75b9',
      },
    },
  ],
  expected: HELD_OUT,
};
