import { expect, it } from 'vitest';
import { goldenPennLines } from '../testing/golden.js';
import { pennWords } from './penn-words.js';

it.each(goldenPennLines)('writes %j as NLTK does', (line, expected) => {
  expect(pennWords(line)).toBe(expected);
});

it.each([
  ['He came. He saw the U.S. Army win.', 'He came . He saw the U.S. Army win .'],
  [
    'Mr. Smith and J. Jones left (early.) Then "it rained."',
    "Mr. Smith and J. Jones left -LRB- early . -RRB- Then `` it rained . ''",
  ],
  ['Wait... what? No. ', 'Wait ... what ? No .'],
  ['', ''],
])('parts periods inside a line: %j', (line, expected) => {
  expect(pennWords(line)).toBe(expected);
});
