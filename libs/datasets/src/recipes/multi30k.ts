import { type Recipe, type RecipePart } from './recipe.js';

function part(
  name: string,
  [file, lines]: readonly [string, number],
  [de, en]: readonly [string, string],
): RecipePart {
  return {
    name,
    source: { name: `${file}.de`, lines, sha256: de },
    target: { name: `${file}.en`, lines, sha256: en },
  };
}

function optional(...settings: Parameters<typeof part>): RecipePart {
  return { ...part(...settings), optional: true };
}

/** Multi30k German-English, task 1: image captions, raw text. */
export const multi30k: Recipe = {
  name: 'multi30k',
  title: 'Multi30k German-English image captions',
  address: 'https://github.com/multi30k/dataset (data/task1/raw)',
  revision: 'a3d2e0d26b56f3846f66a952536ffed4e401d05a',
  licence: 'none stated; the captions derive from Flickr30k (research use)',
  form: 'raw text, not tokenised, natural case',
  languages: { source: 'de', target: 'en' },
  parts: [
    part(
      'train',
      ['train', 29000],
      [
        '2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72',
        '460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6',
      ],
    ),
    part(
      'valid',
      ['val', 1014],
      [
        '660e09eb7e1da2f856ea13ee5ad3cf6d36b3d5b0b733c857e94c5747a3dfc660',
        '1f2a23d992769b5b3d209b0a10dd0b77c08cceb1f20dfb97ed0aafa49d107227',
      ],
    ),
    part(
      'test',
      ['test_2016_flickr', 1000],
      [
        '4be6b5b3236b79c25475c6bb829800a7ce559e9ba7a1f6c2394fe4d40be46d16',
        '399a4382932c1aadd3ceb9bef1008d388a64c76d4ae4e9d4728c6f4301cac182',
      ],
    ),
    optional(
      'test-2017-flickr',
      ['test_2017_flickr', 1000],
      [
        'c3078bc3b36808bf9d20eb2347ed6137016179ef59ec0d2b9b8ecc3fb2880081',
        'ce1450ddc5ab0834502579d77a170849952e15a2938b34cc503bdc25ebb4fb98',
      ],
    ),
    optional(
      'test-2017-mscoco',
      ['test_2017_mscoco', 461],
      [
        '58277df3c75f92f7145a11b910b553d1cf82c439249d4dc237c899609eafac22',
        '43051fdfa86fd5395182e718a94ca67b1b227b9f7c79596ff0f6b813216981d2',
      ],
    ),
    optional(
      'test-2018-flickr',
      ['test_2018_flickr', 1071],
      [
        '39fcc8b3331d76fb42d648d019c6898b0d5e58baac87bc2a0bb93f44ec8db207',
        '4e585c2dd525911a6ea7730e9d0b516239af3f1b1ffae6a2130223cfb639f25e',
      ],
    ),
  ],
  extras: [],
};
