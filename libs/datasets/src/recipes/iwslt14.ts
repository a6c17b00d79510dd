import { type Recipe } from './recipe.js';

/** IWSLT 2014 German-English as fairseq prepares it, with a sample of the training set. */
export const iwslt14: Recipe = {
  name: 'iwslt14',
  title: 'IWSLT 2014 German-English TED talks (sample of the training set)',
  address: 'https://github.com/johntzwei/nmt_iwslt (iwslt14.tokenized.de-en)',
  revision: '7750e75a0379bacdc3ad2f49da883116a69b3691',
  licence: 'none stated there; the talks are CC BY-NC-ND (WIT3)',
  form: 'Moses tokens with escapes, lower case, before BPE; bpe_codes.10k is the joint subword-nmt code file',
  languages: { source: 'de', target: 'en' },
  parts: [
    {
      name: 'train',
      source: {
        name: 'train_sample.de',
        lines: 8746,
        sha256: '4c398cb947e8d1cdf649a84b1bcb0ba1b6c15dd65a1765244199a4007a7d3b73',
      },
      target: {
        name: 'train_sample.en',
        lines: 8746,
        sha256: '039418347dc76a673151dd94f538547ecfefe84f2457c643ab1ad7b0fe60186b',
      },
    },
    {
      name: 'valid',
      source: {
        name: 'valid.de',
        lines: 7283,
        sha256: '3f051579c9d8c7281a6ea8c72ad4ae09dbaa9bb24dfd41166f2c3a3df7cd940a',
      },
      target: {
        name: 'valid.en',
        lines: 7283,
        sha256: 'e6d7317a9772cd1ed970910c611e9e7dada1f34439269b44a9d801334bff948d',
      },
    },
    {
      name: 'test',
      source: {
        name: 'test.de',
        lines: 6750,
        sha256: 'e718c783e33160b7d72af8f733756a466e0d0c016eff8ab624c1b0d1d01cbbdf',
      },
      target: {
        name: 'test.en',
        lines: 6750,
        sha256: '4b127beb9050511a3e6209cd837ff36f623a3a423666b32aba6e208b7330cf4c',
      },
    },
  ],
  extras: [
    {
      name: 'bpe_codes.10k',
      lines: 10001,
      sha256: '3dd02684b6693abce3ba59520425901b0b910abeec2ae6b15cc62e458441d503',
    },
  ],
};
