import { describe, it } from 'vitest';
import { expectBoth, gap, statement } from '../../testing/expect-both.js';
import { accusative, adjective, clause, dative, the, verb, who } from '../../testing/plans.js';
import { be } from '../lexicon/clause-verbs.js';
import { type Clause, type Sentence, type SubordinateKind } from '../plan/meaning.js';

describe('subordinate clauses', () => {
  it.each([
    ['weil', 'Das Kind weint, weil der Hund weggelaufen ist.', 'The child cries because the dog ran away.'],
    [
      'obwohl',
      'Das Kind weint, obwohl der Hund weggelaufen ist.',
      'The child cries although the dog ran away.',
    ],
    ['wenn', 'Das Kind weint, wenn der Hund weggelaufen ist.', 'The child cries if the dog ran away.'],
  ] as const)('%s', (kind: SubordinateKind, german, english) => {
    const away = clause(the('Hund'), verb('weglaufen', 'run'), { tense: 'perfect' });
    expectBoth(
      statement(
        clause(the('Kind'), verb('weinen', 'cry'), {
          continuation: { type: 'subordinate', kind, clause: away },
        }),
      ),
      [german, english],
      `subordinate:${kind}`,
    );
  });

  it('inverts the main clause behind a subordinate one', () => {
    const first = clause(the('Vater'), verb('ankommen', 'arrive'), { tense: 'preterite' });
    const main = clause(the('Kind'), verb('schlafen', 'sleep'), { tense: 'preterite' });
    expectBoth({ type: 'fronted-clause', kind: 'als', first, main }, [
      'Als der Vater ankam, schlief das Kind.',
      'When the father arrived, the child slept.',
    ]);
  });

  it('has purpose clauses and pairs', () => {
    const goal = clause(who('er'), verb('lesen', 'read'), { complements: [accusative(the('Zeitung'))] });
    expectBoth(
      statement(
        clause(who('er'), verb('aufstehen', 'get'), {
          continuation: { type: 'infinitive', purpose: true, clause: goal },
        }),
      ),
      ['Er steht auf, um die Zeitung zu lesen.', 'He gets up in order to read the newspaper.'],
      'infinitive:um-zu',
    );
    const old = clause(the('Tisch'), be, {
      complements: [{ type: 'adjective', adjective: adjective('alt') }],
    });
    const good = clause(
      { type: 'pronoun', referent: { person: 3, number: 'singular', gender: 'm', english: 'it' } },
      be,
      { complements: [{ type: 'adjective', adjective: adjective('schön') }] },
    );
    expectBoth({ type: 'pair', joint: 'aber', left: old, right: good }, [
      'Der Tisch ist alt, aber er ist schön.',
      'The table is old, but it is beautiful.',
    ]);
    const cook = clause(who('er'), verb('kochen', 'cook'));
    expectBoth({ type: 'pair', joint: 'deshalb', left: old, right: cook }, [
      'Der Tisch ist alt, deshalb kocht er.',
      'The table is old, so he cooks.',
    ]);
  });
});

describe('relative clauses', () => {
  const about = (german: string, inner: Clause): Sentence =>
    statement(clause(the(german, { relative: { clause: inner } }), verb('arbeiten', 'work')));

  it.each<[string, Clause, string, string]>([
    [
      'subject',
      clause(gap(), verb('schlafen', 'sleep')),
      'Der Mann, der schläft, arbeitet.',
      'The man who sleeps works.',
    ],
    [
      'accusative',
      clause(who('ich'), verb('kennen', 'know'), { complements: [accusative(gap())] }),
      'Der Mann, den ich kenne, arbeitet.',
      'The man whom I know works.',
    ],
    [
      'dative',
      clause(who('du'), verb('helfen', 'help'), { complements: [dative(gap())] }),
      'Der Mann, dem du hilfst, arbeitet.',
      'The man whom you help works.',
    ],
    [
      'genitive',
      clause(gap({ owned: the('Auto') }), be, {
        complements: [{ type: 'adjective', adjective: adjective('kaputt') }],
      }),
      'Der Mann, dessen Auto kaputt ist, arbeitet.',
      'The man whose car is broken works.',
    ],
    [
      'preposition',
      clause(who('er'), verb('sprechen', 'speak'), {
        tense: 'perfect',
        complements: [
          { type: 'phrase', phrase: { german: 'mit', case: 'dative', english: '', nominal: gap() } },
        ],
      }),
      'Der Mann, mit dem er gesprochen hat, arbeitet.',
      'The man whom he spoke to works.',
    ],
  ])('%s', (_, inner, german, english) => {
    expectBoth(about('Mann', inner), [german, english], 'relative');
  });

  it('follows gender and number, and closes at the end of the sentence', () => {
    const inner = clause(gap({ gender: 'f', human: false }), verb('liegen', 'lie'), {
      complements: [{ type: 'fixed', german: ['hier'], english: ['here'] }],
    });
    expectBoth(
      statement(
        clause(who('ich'), verb('lesen', 'read'), {
          complements: [accusative(the('Zeitung', { relative: { clause: inner } }))],
        }),
      ),
      ['Ich lese die Zeitung, die hier liegt.', 'I read the newspaper that lies here.'],
    );
  });
});
