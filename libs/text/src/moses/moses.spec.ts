import { describe, expect, it } from 'vitest';
import { goldenJson } from '../testing/golden.js';
import { lowercase, removeNonPrinting } from './clean-text.js';
import { mosesDetokenizer } from './detokenizer.js';
import { punctuationNormalizer } from './punctuation-normalizer.js';
import { mosesTokenizer } from './tokenizer.js';

const golden = goldenJson('moses/tokenize.json');

describe.each(['de', 'en', 'es', 'fr'] as const)('Moses scripts, language %s', (language) => {
  const lists = golden.at(language);
  const input = lists.at('input').strings();
  const tokenize = mosesTokenizer({ language });
  const tokenizeA = mosesTokenizer({ language, aggressiveHyphens: true });
  const detokenize = mosesDetokenizer({ language });
  const normalize = punctuationNormalizer({ language });

  it.each<[string, (line: string) => string]>([
    ['tokenize', tokenize],
    ['tokenize_a', tokenizeA],
    ['tokenize_no_escape', mosesTokenizer({ language, escape: false })],
    ['tokenize_a_no_escape', mosesTokenizer({ language, escape: false, aggressiveHyphens: true })],
    ['lowercase', lowercase],
    ['tokenize_then_lowercase', (line) => lowercase(tokenize(line))],
    ['tokenize_then_detokenize', (line) => detokenize(tokenize(line))],
    ['tokenize_lowercase_then_detokenize', (line) => detokenize(lowercase(tokenize(line)))],
    ['detokenize_of_spaced_input', detokenize],
    ['normalize_punctuation', normalize],
    [
      'normalize_then_remove_non_printing_then_tokenize_a',
      (line) => tokenizeA(removeNonPrinting(normalize(line))),
    ],
  ])('%s equals the perl scripts', (list, apply) => {
    expect(input.map(apply)).toEqual(lists.at(list).strings());
  });
});
