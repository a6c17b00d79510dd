import { splitLines } from '../lines.js';
import { addedTokens, type TokenizerJson } from './wordpiece-files.js';

/** The special tokens of RoBERTa's and BART's vocabularies. */
export const ROBERTA_SPECIAL_TOKENS = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'] as const;

function parseVocabulary(text: string, source: string): Record<string, number> {
  const fail = (): never => {
    throw new Error(`${source}: expected a JSON object of token ids`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail();
  // Not Object.fromEntries over a literal: a token may be called __proto__.
  const vocabulary: Record<string, number> = Object.create(null);
  for (const [token, id] of Object.entries(value)) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0) return fail();
    vocabulary[token] = id;
  }
  return vocabulary;
}

function parseMerges(text: string, source: string): string[] {
  const lines = splitLines(text).map((line) => line.replace(/\r$/, ''));
  const merges = lines.filter((line, at) => line !== '' && !(at === 0 && line.startsWith('#version')));
  const wrong = merges.findIndex((line) => line.split(' ').length !== 2);
  if (wrong !== -1) throw new Error(`${source}: expected two symbols a line, got '${merges[wrong]}'`);
  return merges;
}

/** `vocab.json` and `merges.txt` (GPT-2's byte-level BPE with the special tokens of RoBERTa and BART) as a `tokenizer.json`. */
export function byteLevelJson(files: {
  readonly vocabulary: string;
  readonly merges: string;
}): TokenizerJson {
  const vocabulary = parseVocabulary(files.vocabulary, 'vocab.json');
  return {
    version: '1.0',
    added_tokens: addedTokens(vocabulary, ROBERTA_SPECIAL_TOKENS, 'vocab.json'),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: '<unk>',
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      vocab: vocabulary,
      merges: parseMerges(files.merges, 'merges.txt'),
    },
  };
}
