import { describe, it } from 'vitest';
import { expectBoth, statement } from '../../testing/expect-both.js';
import { accusative, clause, the, verb, who } from '../../testing/plans.js';
import { be, exist, infinitiveVerbs, thatVerbs } from '../lexicon/clause-verbs.js';
import { type Clause, type Sentence } from '../plan/meaning.js';

const call = verb('anrufen', 'call');

describe('modal verbs, negation and liking', () => {
  const repair = verb('reparieren', 'repair');
  const car = [accusative(the('Auto'))];

  it.each([
    [
      'können',
      ['Er kann das Auto reparieren.', 'He can repair the car.'],
      ['Er kann das Auto nicht reparieren.', 'He cannot repair the car.'],
    ],
    [
      'müssen',
      ['Er muss das Auto reparieren.', 'He has to repair the car.'],
      ['Er muss das Auto nicht reparieren.', 'He does not have to repair the car.'],
    ],
    [
      'wollen',
      ['Er will das Auto reparieren.', 'He wants to repair the car.'],
      ['Er will das Auto nicht reparieren.', 'He does not want to repair the car.'],
    ],
    [
      'sollen',
      ['Er soll das Auto reparieren.', 'He should repair the car.'],
      ['Er soll das Auto nicht reparieren.', 'He should not repair the car.'],
    ],
    [
      'dürfen',
      ['Er darf das Auto reparieren.', 'He is allowed to repair the car.'],
      ['Er darf das Auto nicht reparieren.', 'He is not allowed to repair the car.'],
    ],
    [
      'möchten',
      ['Er möchte das Auto reparieren.', 'He would like to repair the car.'],
      ['Er möchte das Auto nicht reparieren.', 'He would not like to repair the car.'],
    ],
  ] as const)('%s', (modal, positive, negative) => {
    expectBoth(statement(clause(who('er'), repair, { modal, complements: car })), positive, 'modal');
    expectBoth(
      statement(clause(who('er'), repair, { modal, complements: car, negated: true })),
      negative,
      'nicht',
    );
  });

  it('negates indefinite things with kein', () => {
    const buy = (determiner: 'negative', german: string): Sentence =>
      statement(
        clause(the('Frau'), verb('kaufen', 'buy'), {
          tense: 'perfect',
          negated: true,
          complements: [accusative(the(german, { determiner }))],
        }),
      );
    expectBoth(
      buy('negative', 'Apfel'),
      ['Die Frau hat keinen Apfel gekauft.', 'The woman did not buy an apple.'],
      'kein',
    );
    expectBoth(buy('negative', 'Brot'), [
      'Die Frau hat kein Brot gekauft.',
      'The woman did not buy any bread.',
    ]);
    expectBoth(
      statement(
        clause({ type: 'expletive', english: 'there', number: 'singular' }, exist, {
          complements: [accusative(the('Apfel', { determiner: 'negative' }))],
        }),
      ),
      ['Es gibt keinen Apfel.', 'There is no apple.'],
    );
  });

  it('says gern as to like to', () => {
    expectBoth(
      statement(clause(who('sie'), verb('schwimmen', 'swim'), { liking: true })),
      ['Sie schwimmt gern.', 'She likes to swim.'],
      'gern',
    );
  });
});

describe('separable and reflexive verbs', () => {
  const object = { complements: [accusative(who('er'))] };
  it('splits, joins, and takes ge and zu inside', () => {
    expectBoth(
      statement(clause(the('Frau'), call, object)),
      ['Die Frau ruft ihn an.', 'The woman calls him.'],
      'separable:split',
    );
    expectBoth(
      statement(clause(the('Frau'), call, { ...object, tense: 'perfect' })),
      ['Die Frau hat ihn angerufen.', 'The woman called him.'],
      'separable:participle',
    );
    const that: Clause = clause(who('ich'), thatVerbs[1] ?? be, {
      continuation: { type: 'subordinate', kind: 'dass', clause: clause(the('Frau'), call, object) },
    });
    expectBoth(
      statement(that),
      ['Ich glaube, dass die Frau ihn anruft.', 'I believe that the woman calls him.'],
      'separable:joined',
    );
    const tries: Clause = clause(the('Frau'), infinitiveVerbs[0] ?? be, {
      tense: 'preterite',
      continuation: { type: 'infinitive', purpose: false, clause: clause(the('Frau'), call, object) },
    });
    expectBoth(
      statement(tries),
      ['Die Frau versuchte, ihn anzurufen.', 'The woman tried to call him.'],
      'separable:zu',
    );
  });

  it('puts an English particle behind a pronoun and before a noun', () => {
    expectBoth(statement(clause(who('wir'), verb('abholen', 'pick'), object)), [
      'Wir holen ihn ab.',
      'We pick him up.',
    ]);
    expectBoth(
      statement(clause(who('wir'), verb('abholen', 'pick'), { complements: [accusative(the('Kind'))] })),
      ['Wir holen das Kind ab.', 'We pick up the child.'],
    );
  });

  it('agrees in the reflexive pronoun', () => {
    const rest = verb('ausruhen', 'rest');
    expectBoth(statement(clause(who('ich'), rest)), ['Ich ruhe mich aus.', 'I rest.'], 'reflexive');
    expectBoth(statement(clause(the('Mann'), rest, { tense: 'perfect' })), [
      'Der Mann hat sich ausgeruht.',
      'The man rested.',
    ]);
  });
});
