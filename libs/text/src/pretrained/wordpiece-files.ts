import { splitLines } from '../lines.js';

/** The parts of a `tokenizer.json` that the tokenizer is built from. */
export type TokenizerJson = Readonly<Record<string, unknown>>;

/** The special tokens of BERT's vocabularies. */
export const BERT_SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

const addedToken = (content: string, id: number, lstrip = false) => ({
  id,
  content,
  single_word: false,
  lstrip,
  rstrip: false,
  normalized: false,
  special: true,
});

/** Special tokens as `added_tokens` has them; one the vocabulary lacks is an error. */
export function addedTokens(
  vocabulary: Readonly<Record<string, number>>,
  tokens: readonly string[],
  source: string,
): ReturnType<typeof addedToken>[] {
  return tokens.map((token) => {
    const id = vocabulary[token];
    if (id === undefined) throw new Error(`${source}: expected the special token ${token} in the vocabulary`);
    // As in the original: spaces before RoBERTa's mask belong to it.
    return addedToken(token, id, token === '<mask>');
  });
}

/**
 * `vocab.txt` (an entry a line, id = line from 0) as the `tokenizer.json` of a BERT tokenizer.
 *
 * @param lowercase lower-cases and strips accents, as the uncased models were trained
 */
export function wordPieceJson(
  vocabularyText: string,
  lowercase: boolean,
  source = 'vocab.txt',
): TokenizerJson {
  const lines = splitLines(vocabularyText).map((line) => line.replace(/\r$/, ''));
  const vocabulary = Object.fromEntries(lines.map((token, id) => [token, id]));
  return {
    version: '1.0',
    added_tokens: addedTokens(vocabulary, BERT_SPECIAL_TOKENS, source),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: vocabulary,
    },
  };
}
