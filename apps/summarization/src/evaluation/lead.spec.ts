import { expect, it } from 'vitest';
import { lead, sentencesOf } from './lead.js';

it('cuts text at the ends of sentences', () => {
  expect(sentencesOf('One. "Two?" Three! 4 more.')).toEqual(['One.', '"Two?"', 'Three!', '4 more.']);
  expect(sentencesOf('Mr. Smith of the U.S. Army met J. Jones. He paid 1.5 million. e.g. this')).toEqual([
    'Mr. Smith of the U.S. Army met J. Jones.',
    'He paid 1.5 million. e.g. this',
  ]);
  expect(sentencesOf('no end')).toEqual(['no end']);
  expect(sentencesOf('')).toEqual([]);
});

it('takes the first sentences', () => {
  expect(lead('One. Two. Three. Four.', 3)).toBe('One. Two. Three.');
  expect(lead('One.', 3)).toBe('One.');
});
