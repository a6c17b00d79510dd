import { describe, expect, it } from 'vitest';
import { truncatePair } from './truncate-pair.js';

/** The definition: one token at a time from the longer, from the second at a tie. */
function oneByOne(first: number, second: number, room: number): { first: number; second: number } {
  let [a, b] = [first, second];
  while (a + b > Math.max(0, room)) {
    if (a > b) a -= 1;
    else b -= 1;
  }
  return { first: a, second: b };
}

describe('truncatePair', () => {
  it('takes tokens away one at a time, from the longer text', () => {
    for (let first = 0; first < 9; first++) {
      for (let second = 0; second < 9; second++) {
        for (let room = -1; room < 18; room++) {
          expect(truncatePair(first, second, room), `${first} ${second} ${room}`).toEqual(
            oneByOne(first, second, room),
          );
        }
      }
    }
  });
});
