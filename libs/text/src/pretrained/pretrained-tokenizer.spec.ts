import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { goldenJson, goldenText } from '../testing/golden.js';
import { pretrainedTokenizer, type TokenizerFiles } from './pretrained-tokenizer.js';

const golden = goldenJson('hf_tokenizers/tokenize.json');
const roberta: TokenizerFiles = {
  'vocab.json': goldenText('hf_tokenizers/roberta_vocab.json'),
  'merges.txt': goldenText('hf_tokenizers/roberta_merges.txt'),
};
const CASES: Record<string, TokenizerFiles> = {
  bert_uncased: { 'vocab.txt': goldenText('hf_tokenizers/bert_uncased_vocab.txt') },
  bert_cased: {
    'vocab.txt': goldenText('hf_tokenizers/bert_cased_vocab.txt'),
    'tokenizer_config.json': '{"do_lower_case": false}',
  },
  roberta,
  roberta_add_prefix_space: { ...roberta, 'tokenizer_config.json': '{"add_prefix_space": true}' },
};

describe.each(Object.keys(CASES))('%s equals the Hugging Face tokenizer', (name) => {
  const tokenizer = pretrainedTokenizer(CASES[name] ?? {});
  const cases = golden.at(name);

  it.each(
    cases
      .at('single')
      .items()
      .map((item) => [item.at('text').string(), item] as const),
  )('reads %j', (text, expected) => {
    expect([...tokenizer.encode(text).ids]).toEqual(expected.at('input_ids').numbers());
  });

  it.runIf(name !== 'roberta_add_prefix_space')('names tokens, and writes them as text', () => {
    for (const expected of cases.at('single').items()) {
      const text = expected.at('text').string();
      const { ids } = tokenizer.encode(text);
      expect(tokenizer.decode(ids, { skipSpecial: false })).toBe(expected.at('decoded_no_cleanup').string());
      expect(tokenizer.decode(ids, { cleanUp: true })).toBe(expected.at('decoded_skip_special').string());
      if (name.startsWith('bert')) expect(tokenizer.tokenize(text)).toEqual(expected.at('tokens').strings());
    }
  });

  it.runIf(name !== 'roberta_add_prefix_space')('joins and truncates pairs', () => {
    for (const expected of cases.at('pairs').items()) {
      const maxLength = expected.at('max_length').number();
      const [first, second] = [expected.at('first').string(), expected.at('second').string()];
      const { ids, typeIds } = tokenizer.encode(first, second, { maxLength });
      const mask = expected.at('attention_mask').numbers();
      const real = expected.at('input_ids').numbers().slice(0, ids.length);
      expect([...ids]).toEqual(real);
      expect(mask).toEqual(mask.map((_, at) => (at < ids.length ? 1 : 0)));
      const types = expected.at('token_type_ids');
      if (!types.isNull()) expect([...typeIds]).toEqual(types.numbers().slice(0, ids.length));
    }
  });
});

describe('pretrainedTokenizer', () => {
  it('knows its special tokens', () => {
    const uncased = pretrainedTokenizer(CASES['bert_uncased'] ?? {});
    expect(uncased).toMatchObject({
      form: 'bert',
      vocabularySize: 307,
      special: { padding: 0, unknown: 4, start: 5, end: 6, mask: 7 },
    });
    expect(pretrainedTokenizer(roberta)).toMatchObject({
      form: 'roberta',
      vocabularySize: 461,
      special: { start: 0, padding: 1, end: 2, unknown: 3 },
    });
  });

  it('refuses what is no tokenizer, in one sentence', () => {
    expect(() => pretrainedTokenizer({})).toThrow(
      'expected tokenizer.json, or vocab.txt, or vocab.json and merges.txt',
    );
    expect(() => pretrainedTokenizer({ 'vocab.txt': '[PAD]\n[UNK]\na\n' })).toThrow('special token [CLS]');
    expect(() => pretrainedTokenizer({ 'tokenizer.json': '[]' })).toThrow(
      'tokenizer.json: expected a JSON object',
    );
    const { 'vocab.json': vocabulary } = roberta;
    expect(() => pretrainedTokenizer({ 'vocab.json': vocabulary, 'merges.txt': 'a b c\n' })).toThrow(
      "merges.txt: expected two symbols a line, got 'a b c'",
    );
    expect(() => pretrainedTokenizer({ 'vocab.json': '{"a": "b"}', 'merges.txt': '' })).toThrow('token ids');
  });
});

const folder = fileURLToPath(new URL('../../../../../shared/data/tokenizers/', import.meta.url));

describe.skipIf(!existsSync(folder))(
  'published vocabularies (skipped where ../shared/data is absent)',
  () => {
    const read = (file: string) => readFileSync(`${folder}${file}`, 'utf8');

    it('reads as bert-base-uncased, from vocab.txt and from tokenizer.json', () => {
      const sentence = "The striped bats weren't hanging; naïve Zürich café — 3.14!";
      const fromVocabulary = pretrainedTokenizer({ 'vocab.txt': read('bert-base-uncased/vocab.txt') });
      const fromJson = pretrainedTokenizer({ 'tokenizer.json': read('bert-base-uncased/tokenizer.json') });
      for (const tokenizer of [fromVocabulary, fromJson]) {
        expect(tokenizer.vocabularySize).toBe(30_522);
        expect([...tokenizer.encode('Hello, world!').ids]).toEqual([101, 7592, 1010, 2088, 999, 102]);
      }
      expect(fromJson.encode(sentence, 'A pair.')).toEqual(fromVocabulary.encode(sentence, 'A pair.'));
    });

    it('reads as roberta-base', () => {
      const tokenizer = pretrainedTokenizer({
        'vocab.json': read('roberta-base/vocab.json'),
        'merges.txt': read('roberta-base/merges.txt'),
      });
      expect(tokenizer.vocabularySize).toBe(50_265);
      expect(tokenizer.special).toEqual({ start: 0, padding: 1, end: 2, unknown: 3, mask: 50_264 });
      expect([...tokenizer.encode('Hello world').ids]).toEqual([0, 31414, 232, 2]);
      expect([...tokenizer.encode('Hello', 'world').ids]).toEqual([0, 31414, 2, 2, 8331, 2]);
      expect(tokenizer.decode([31414, 232])).toBe('Hello world');
    });
  },
);
