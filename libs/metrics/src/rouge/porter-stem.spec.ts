import { expect, it } from 'vitest';
import { goldenRouge } from '../testing/golden.js';
import { porterStem } from './porter-stem.js';

it('stems the golden words as NLTK does', () => {
  const words = goldenRouge.stems.map((row) => row.split(' '));
  expect(words.length).toBeGreaterThan(1000);
  expect(words.map(([word = '']) => [word, porterStem(word)])).toEqual(words);
});
