import type { DataSettings } from '../experiment-schema.js';

/** What a corpus goes through, whichever its direction: the data settings without languages and length limit. */
export type Preparation = Omit<DataSettings, 'source' | 'target' | 'name' | 'maxPositions'>;

/** IWSLT14 De-En as the official `prepare-iwslt14.sh` has it, with one dictionary for both languages. */
export const iwslt14DeEnPreparation = {
  corpus: 'iwslt14-de-en',
  tokenizer: 'moses',
  lowercase: true,
  clean: { ratio: 1.5, minimum: 1, maximum: 175 },
  holdOutEvery: 23,
  bpeMerges: 10_000,
  dictionary: 'joined',
} as const satisfies Preparation;

/**
 * The other IWSLT pairs: no script was published. This follows `teslacool/preprocess_iwslt`, which an earlier project
 * of the same authors points to: cased, no pair dropped, validation and test sets of their own.
 */
const talks = {
  normalize: { unicodePunctuation: true, punctuation: true, nonPrinting: true, tests: true },
  tokenizer: 'moses',
  escape: false,
  lowercase: false,
  bpeMerges: 10_000,
  dictionary: 'joined',
} as const;

export const iwslt14EsEnPreparation = { corpus: 'iwslt14-es-en', ...talks } as const satisfies Preparation;

export const iwslt17FrEnPreparation = { corpus: 'iwslt17-fr-en', ...talks } as const satisfies Preparation;

/** Chinese shares neither merges nor dictionary with English. */
export const iwslt17ZhEnPreparation = {
  corpus: 'iwslt17-zh-en',
  ...talks,
  bpe: 'separate',
  dictionary: 'separate',
} as const satisfies Preparation;

/** WMT14 En-De as Google's `wmt16_en_de.sh` made it, with fairseq's dictionary: what an author of the paper points to. */
export const wmt14EnDePreparation = {
  corpus: 'wmt14-en-de',
  tokenizer: 'moses',
  lowercase: false,
  clean: { ratio: 9, minimum: 1, maximum: 80 },
  bpeMerges: 32_000,
  dictionary: 'joined',
  maxSymbols: 32_768,
} as const satisfies Preparation;

/** WMT14 En-Fr as fairseq's `prepare-wmt14en2fr.sh`: the paper does not say, and its code is built on fairseq. */
export const wmt14EnFrPreparation = {
  corpus: 'wmt14-en-fr',
  normalize: { unicodePunctuation: false, punctuation: true, nonPrinting: true, tests: false },
  tokenizer: 'moses',
  splitHyphens: true,
  lowercase: false,
  // The script cleans what byte-pair encoding wrote, after the validation lines are taken out.
  clean: { ratio: 1.5, minimum: 1, maximum: 250, unit: 'pieces' },
  holdOutEvery: 1333,
  bpeMerges: 40_000,
  dictionary: 'joined',
} as const satisfies Preparation;
