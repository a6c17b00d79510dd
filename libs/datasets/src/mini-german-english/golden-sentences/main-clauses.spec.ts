import { describe, expect, it } from 'vitest';
import { expectBoth, statement } from '../../testing/expect-both.js';
import { accusative, clause, dative, said, the, verb, who } from '../../testing/plans.js';
import { sayBoth } from '../generate/sentence.js';
import { type Clause, type Nominal, type Sentence } from '../plan/meaning.js';

const yesterday = said('gestern', 'yesterday');

describe('main clauses', () => {
  const see = clause(the('Mann'), verb('sehen', 'see'), {
    tense: 'perfect',
    complements: [accusative(the('Hund'))],
    adverbials: [yesterday],
  });

  it('has the verb second, whatever is in front', () => {
    expectBoth(
      statement(see),
      ['Der Mann hat gestern den Hund gesehen.', 'The man saw the dog yesterday.'],
      'perfect:haben',
    );
    expectBoth(
      { type: 'statement', clause: see, front: { type: 'adverbial', index: 0 } },
      ['Gestern hat der Mann den Hund gesehen.', 'Yesterday, the man saw the dog.'],
      'fronted:adverbial',
    );
    expectBoth(
      { type: 'statement', clause: see, front: { type: 'complement', index: 0 } },
      ['Den Hund hat der Mann gestern gesehen.', 'The man saw the dog yesterday.'],
      'fronted:object',
    );
  });

  it('agrees in person and number', () => {
    const read = verb('lesen', 'read');
    const book = accusative(the('Buch', { determiner: 'indefinite' }));
    const say = (subject: Nominal): string[] => {
      const { german, english } = sayBoth(statement(clause(subject, read, { complements: [book] })));
      return [german, english];
    };
    expect(say(who('ich'))).toEqual(['Ich lese ein Buch.', 'I read a book.']);
    expect(say(who('du'))).toEqual(['Du liest ein Buch.', 'You read a book.']);
    expect(say(who('sie'))).toEqual(['Sie liest ein Buch.', 'She reads a book.']);
    expect(say(who('sieAlle'))).toEqual(['Sie lesen ein Buch.', 'They read a book.']);
    expect(say({ type: 'and', left: the('Mann'), right: the('Frau') })).toEqual([
      'Der Mann und die Frau lesen ein Buch.',
      'The man and the woman read a book.',
    ]);
    expect(say({ type: 'body', negative: true })).toEqual([
      'Niemand liest ein Buch.',
      'Nobody reads a book.',
    ]);
  });

  it('puts a pronoun before, a dative before an accusative, and indefinite things late', () => {
    const give = verb('geben', 'give');
    const perfect = { tense: 'perfect', adverbials: [yesterday] } as const;
    const apple = the('Apfel', { determiner: 'indefinite' });
    expectBoth(
      statement(
        clause(the('Frau'), give, {
          ...perfect,
          complements: [dative(who('er'), 'indirect'), accusative(apple)],
        }),
      ),
      ['Die Frau hat ihm gestern einen Apfel gegeben.', 'The woman gave him an apple yesterday.'],
      'pronoun:dative',
    );
    expectBoth(
      statement(
        clause(the('Frau'), give, {
          ...perfect,
          complements: [dative(the('Kind'), 'indirect'), accusative(apple)],
        }),
      ),
      ['Die Frau hat gestern dem Kind einen Apfel gegeben.', 'The woman gave the child an apple yesterday.'],
    );
    expectBoth(
      statement(
        clause(the('Frau'), verb('erklären', 'explain'), {
          complements: [dative(who('wir'), 'to'), accusative(the('Plan'))],
        }),
      ),
      ['Die Frau erklärt uns den Plan.', 'The woman explains the plan to us.'],
    );
  });

  it('forms the perfect with sein for motion', () => {
    expectBoth(
      statement(
        clause(who('wir'), verb('gehen', 'go'), {
          tense: 'perfect',
          complements: [{ type: 'fixed', german: ['nach', 'Hause'], english: ['home'] }],
        }),
      ),
      ['Wir sind nach Hause gegangen.', 'We went home.'],
      'perfect:sein',
    );
  });

  it('lets the adverb decide the English of the present', () => {
    const work = (adverb: ReturnType<typeof said>, tense: Clause['tense']): Sentence =>
      statement(clause(the('Koch'), verb('arbeiten', 'work'), { tense, adverbials: [adverb] }));
    expectBoth(work(said('gerade', '', 'frequency'), 'progressive'), [
      'Der Koch arbeitet gerade.',
      'The cook is working.',
    ]);
    expectBoth(work(said('oft', 'often', 'frequency'), 'present'), [
      'Der Koch arbeitet oft.',
      'The cook often works.',
    ]);
    expectBoth(work(said('morgen', 'tomorrow'), 'presentFuture'), [
      'Der Koch arbeitet morgen.',
      'The cook will work tomorrow.',
    ]);
    expectBoth(work(said('schon', 'already', 'frequency'), 'presentPerfect'), [
      'Der Koch hat schon gearbeitet.',
      'The cook has already worked.',
    ]);
  });
});
