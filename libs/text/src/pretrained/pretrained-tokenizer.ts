import { Tokenizer } from '@huggingface/tokenizers';
import { byteLevelJson } from './byte-level-files.js';
import { truncatePair } from './truncate-pair.js';
import { type TokenizerJson, wordPieceJson } from './wordpiece-files.js';

/** The texts of a tokenizer's files, by their published names. */
export interface TokenizerFiles {
  /** Taken before all others. */
  readonly 'tokenizer.json'?: string | undefined;
  /** `do_lower_case` of a `vocab.txt`, `add_prefix_space` of a `merges.txt`. */
  readonly 'tokenizer_config.json'?: string | undefined;
  /** WordPiece (BERT). */
  readonly 'vocab.txt'?: string | undefined;
  /** Byte-level BPE (RoBERTa, BART), together with `merges.txt`. */
  readonly 'vocab.json'?: string | undefined;
  readonly 'merges.txt'?: string | undefined;
}

/** The files a tokenizer can be made from. */
export const TOKENIZER_FILES = [
  ...(['tokenizer.json', 'tokenizer_config.json', 'vocab.txt', 'vocab.json', 'merges.txt'] as const),
] satisfies readonly (keyof TokenizerFiles)[];

/** How a text or a pair becomes one sequence: `[CLS] A [SEP] B [SEP]`, or `<s> A </s></s> B </s>`. */
export type SequenceForm = 'bert' | 'roberta';

/** One text or pair as a model reads it. */
export interface EncodedText {
  readonly ids: Int32Array;
  /** 1 in the second text of a pair and at the [SEP] behind it, in the form of BERT; else 0. */
  readonly typeIds: Int32Array;
}

export interface EncodePairOptions {
  /** Most tokens, special ones included; the longer text gives way. Default: no limit. */
  readonly maxLength?: number;
}

export interface DecodeTextOptions {
  /** Leaves special tokens out. Default true. */
  readonly skipSpecial?: boolean;
  /** Takes away spaces before punctuation. Default false. */
  readonly cleanUp?: boolean;
}

/** Ids of the tokens with a meaning of their own. */
export interface SpecialIds {
  /** `[CLS]` or `<s>`. */
  readonly start: number;
  /** `[SEP]` or `</s>`. */
  readonly end: number;
  readonly padding: number;
  readonly unknown: number;
  readonly mask: number;
}

/** A tokenizer of a published checkpoint. */
export interface PretrainedTokenizer {
  readonly form: SequenceForm;
  /** One above the largest id. */
  readonly vocabularySize: number;
  readonly special: SpecialIds;
  /** The tokens of a text, without special ones. */
  tokenize(text: string): string[];
  /** The ids of a text, without special ones around it. */
  ids(text: string): number[];
  /** A text, or a pair, with its special tokens. */
  encode(text: string, pair?: string, options?: EncodePairOptions): EncodedText;
  decode(ids: Iterable<number>, options?: DecodeTextOptions): string;
}

const NAMES = {
  bert: { start: '[CLS]', end: '[SEP]', padding: '[PAD]', unknown: '[UNK]', mask: '[MASK]' },
  roberta: { start: '<s>', end: '</s>', padding: '<pad>', unknown: '<unk>', mask: '<mask>' },
} as const;

function parseObject(text: string, source: string): TokenizerJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(`${source}: expected a JSON object`);
}

function tokenizerJson(files: TokenizerFiles, config: TokenizerJson): TokenizerJson {
  const {
    'tokenizer.json': whole,
    'vocab.txt': wordPieces,
    'vocab.json': vocabulary,
    'merges.txt': merges,
  } = files;
  if (whole !== undefined) return parseObject(whole, 'tokenizer.json');
  if (wordPieces !== undefined) return wordPieceJson(wordPieces, config['do_lower_case'] !== false);
  if (vocabulary !== undefined && merges !== undefined) {
    return byteLevelJson({ vocabulary, merges });
  }
  throw new Error(
    'pretrainedTokenizer: expected tokenizer.json, or vocab.txt, or vocab.json and merges.txt, got ' +
      (Object.keys(files).join(', ') || 'no file'),
  );
}

function specialIds(tokenizer: Tokenizer): { form: SequenceForm; special: SpecialIds } {
  const form = tokenizer.token_to_id('[CLS]') === undefined ? 'roberta' : 'bert';
  const names = NAMES[form];
  const id = (name: keyof SpecialIds): number => {
    const found = tokenizer.token_to_id(names[name]);
    if (found === undefined) {
      throw new Error(`pretrainedTokenizer: expected the special token ${names[name]} in the vocabulary`);
    }
    return found;
  };
  const special = {
    start: id('start'),
    end: id('end'),
    padding: id('padding'),
    unknown: id('unknown'),
    mask: id('mask'),
  };
  return { form, special };
}

/** Puts special tokens around what is kept of one text or two. */
function assemble(
  form: SequenceForm,
  { start, end }: SpecialIds,
  first: readonly number[],
  second: readonly number[] | undefined,
): EncodedText {
  const head = [start, ...first, end];
  const joint = form === 'roberta' ? [end] : [];
  const tail = second === undefined ? [] : [...joint, ...second, end];
  const typeIds = new Int32Array(head.length + tail.length);
  if (form === 'bert') typeIds.fill(1, head.length);
  return { ids: Int32Array.from([...head, ...tail]), typeIds };
}

/**
 * The tokenizer of a checkpoint from the texts of its files: WordPiece as BERT's, byte-level BPE as RoBERTa's and BART's.
 * Equal to the Hugging Face tokenizers to the last id; the work is done by `@huggingface/tokenizers`.
 *
 * @throws Error when files are missing, cannot be read as what they should be, or lack a special token
 */
export function pretrainedTokenizer(files: TokenizerFiles): PretrainedTokenizer {
  const configText = files['tokenizer_config.json'];
  const config = configText === undefined ? {} : parseObject(configText, 'tokenizer_config.json');
  const json = tokenizerJson(files, config);
  const tokenizer = new Tokenizer(json, {});
  const { form, special } = specialIds(tokenizer);
  const specialTokens = new Set(Object.values(special));
  const aroundSingle = 2;
  const aroundPair = form === 'bert' ? 3 : 4;
  // As the original tokenizers in Python: blank text has no tokens, and the space in front of a text comes first of all.
  const addsSpace = files['tokenizer.json'] === undefined && config['add_prefix_space'] === true;
  const prepared = (text: string): string => {
    if (text.trim() === '') return '';
    return addsSpace && !/^\s/.test(text) ? ` ${text}` : text;
  };
  const plain = { add_special_tokens: false };
  const ids = (text: string): number[] => tokenizer.encode(prepared(text), plain).ids;
  let vocabularySize = 0;
  for (const id of tokenizer.get_vocab().values()) vocabularySize = Math.max(vocabularySize, id + 1);
  return {
    form,
    vocabularySize,
    special,
    ids,
    tokenize: (text) => tokenizer.tokenize(prepared(text), plain),
    encode(text, pair, { maxLength = Number.POSITIVE_INFINITY } = {}) {
      const [first, second] = [ids(text), pair === undefined ? undefined : ids(pair)];
      const room = maxLength - (second === undefined ? aroundSingle : aroundPair);
      const kept = truncatePair(first.length, second?.length ?? 0, room);
      return assemble(form, special, first.slice(0, kept.first), second?.slice(0, kept.second));
    },
    decode(tokens, { skipSpecial = true, cleanUp = false } = {}) {
      const wanted = [...tokens].filter((id) => !skipSpecial || !specialTokens.has(id));
      if (wanted.length === 0) return '';
      return tokenizer.decode(wanted, { skip_special_tokens: false, clean_up_tokenization_spaces: cleanUp });
    },
  };
}
