import { expect } from 'vitest';
import { sayBoth } from '../mini-german-english/generate/sentence.js';
import { type Clause, type Nominal, type Sentence } from '../mini-german-english/plan/meaning.js';

/** Both grammars must say exactly this, and the German one report at least these rules. */
export function expectBoth(
  sentence: Sentence,
  [german, english]: readonly [string, string],
  ...tags: string[]
): void {
  const said = sayBoth(sentence);
  expect([said.german, said.english]).toEqual([german, english]);
  expect([...said.tags]).toEqual(expect.arrayContaining(tags));
}

export function statement(clause: Clause): Sentence {
  return { type: 'statement', clause };
}

/** The place of a relative pronoun, masculine and human unless `changes` say otherwise. */
export function gap(changes: Partial<Extract<Nominal, { type: 'relative' }>> = {}): Nominal {
  return { type: 'relative', gender: 'm', number: 'singular', human: true, ...changes };
}
