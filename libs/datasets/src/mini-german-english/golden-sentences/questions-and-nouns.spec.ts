import { describe, expect, it } from 'vitest';
import { expectBoth, statement } from '../../testing/expect-both.js';
import { accusative, adjective, clause, dative, noun, the, verb, who } from '../../testing/plans.js';
import { sayBoth } from '../generate/sentence.js';
import { be, have } from '../lexicon/clause-verbs.js';
import { type Clause, type Nominal } from '../plan/meaning.js';

describe('questions', () => {
  const buy = verb('kaufen', 'buy');
  it('ask with inversion and do', () => {
    expectBoth(
      {
        type: 'yes-no',
        clause: clause(who('du'), buy, { tense: 'perfect', complements: [accusative(the('Brot'))] }),
      },
      ['Hast du das Brot gekauft?', 'Did you buy the bread?'],
      'question:yes-no',
    );
    expectBoth(
      {
        type: 'yes-no',
        clause: clause(who('Sie'), buy, { modal: 'können', complements: [accusative(the('Brot'))] }),
      },
      ['Können Sie das Brot kaufen?', 'Can you buy the bread?'],
    );
    expectBoth(
      { type: 'yes-no', clause: clause(who('sieAlle'), buy, { complements: [accusative(the('Brot'))] }) },
      ['Kaufen sie das Brot?', 'Do they buy the bread?'],
    );
  });

  it('ask for subject, object and circumstances', () => {
    const someone: Nominal = { type: 'question', human: true };
    expectBoth(
      {
        type: 'who-what',
        clause: clause(someone, buy, { tense: 'perfect', complements: [accusative(the('Brot'))] }),
      },
      ['Wer hat das Brot gekauft?', 'Who bought the bread?'],
      'question:wh',
    );
    expectBoth(
      {
        type: 'who-what',
        clause: clause(who('er'), buy, {
          tense: 'perfect',
          complements: [accusative({ type: 'question', human: false })],
        }),
        index: 0,
      },
      ['Was hat er gekauft?', 'What did he buy?'],
    );
    expectBoth(
      {
        type: 'who-what',
        clause: clause(who('er'), verb('helfen', 'help'), { complements: [dative(someone)] }),
        index: 0,
      },
      ['Wem hilft er?', 'Who does he help?'],
    );
    expectBoth(
      {
        type: 'where-when',
        clause: clause(the('Kind'), verb('weinen', 'cry')),
        german: 'warum',
        english: 'why',
      },
      ['Warum weint das Kind?', 'Why does the child cry?'],
    );
  });
});

describe('nouns in sentences', () => {
  it('keeps apart what one German word can mean', () => {
    const say = (what: Clause): string => sayBoth(statement(what)).english;
    const meaning = (german: string, english: string): Nominal => ({
      ...the(german),
      noun: noun(german, english),
    });
    expect(say(clause(who('er'), verb('aufgeben', 'give'), { complements: [accusative(the('Plan'))] }))).toBe(
      'He gives up the plan.',
    );
    expect(
      say(clause(who('er'), verb('aufgeben', 'post'), { complements: [accusative(the('Paket'))] })),
    ).toBe('He posts the parcel.');
    expect(
      say(clause(who('er'), verb('fahren', 'ride'), { complements: [accusative(the('Fahrrad'))] })),
    ).toBe('He rides the bicycle.');
    expect(
      say(clause(who('er'), verb('essen', 'eat'), { complements: [accusative(meaning('Birne', 'pear'))] })),
    ).toBe('He eats the pear.');
    expect(
      say(
        clause(who('er'), verb('wechseln', 'change'), {
          complements: [accusative(meaning('Birne', 'light bulb'))],
        }),
      ),
    ).toBe('He changes the light bulb.');
    const owned = {
      determiner: { possessor: { person: 1, number: 'singular', gender: 'm', english: 'he' } },
    } as const;
    expect(say(clause(the('Frau', owned), verb('lachen', 'laugh')))).toBe('My wife laughs.');
    expect(say(clause(the('Frau'), verb('lachen', 'laugh')))).toBe('The woman laughs.');
  });

  it('says position with the dative and direction with the accusative', () => {
    const on = (germanCase: 'dative' | 'accusative') =>
      ({
        type: 'phrase',
        phrase: { german: 'auf', case: germanCase, english: 'on', nominal: the('Tisch'), twoWay: true },
      }) as const;
    expectBoth(
      statement(clause(the('Buch'), verb('liegen', 'lie'), { complements: [on('dative')] })),
      ['Das Buch liegt auf dem Tisch.', 'The book lies on the table.'],
      'two-way:dative',
    );
    expectBoth(
      statement(
        clause(the('Frau'), verb('legen', 'put'), {
          tense: 'perfect',
          complements: [accusative(the('Buch')), on('accusative')],
        }),
      ),
      ['Die Frau hat das Buch auf den Tisch gelegt.', 'The woman put the book on the table.'],
      'two-way:accusative',
    );
  });

  it('joins compounds, counts, owns and compares', () => {
    expectBoth(
      statement(
        clause(who('er'), verb('suchen', 'look'), { complements: [accusative(the('Haustürschlüssel'))] }),
      ),
      ['Er sucht den Haustürschlüssel.', 'He looks for the front door key.'],
      'compound',
    );
    expectBoth(
      statement(
        clause(the('Buch'), have, {
          complements: [accusative(the('Apfel', { number: 'plural', determiner: 'none', count: 175 }))],
        }),
      ),
      ['Das Buch hat hundertfünfundsiebzig Äpfel.', 'The book has one hundred and seventy-five apples.'],
      'number',
    );
    expectBoth(
      statement(
        clause(the('Auto', { owner: the('Lehrer') }), be, {
          complements: [{ type: 'adjective', adjective: adjective('alt') }],
        }),
      ),
      ['Das Auto des Lehrers ist alt.', "The teacher's car is old."],
      'case:genitive',
    );
    expectBoth(
      statement(
        clause(the('Dach', { owner: the('Haus') }), be, {
          complements: [{ type: 'adjective', adjective: adjective('alt') }],
        }),
      ),
      ['Das Dach des Hauses ist alt.', 'The roof of the house is old.'],
    );
    expectBoth(
      statement(
        clause(the('Auto', { owner: { type: 'name', name: 'Anna', gender: 'f' } }), be, {
          complements: [{ type: 'adjective', adjective: adjective('alt') }],
        }),
      ),
      ['Annas Auto ist alt.', "Anna's car is old."],
    );
    expectBoth(
      statement(
        clause(the('Hund'), be, {
          complements: [{ type: 'adjective', adjective: adjective('groß'), than: the('Katze') }],
        }),
      ),
      ['Der Hund ist größer als die Katze.', 'The dog is bigger than the cat.'],
      'comparative',
    );
  });
});
