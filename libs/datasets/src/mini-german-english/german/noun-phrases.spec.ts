import { describe, expect, it } from 'vitest';
import { parseAdjectives } from '../lexicon/parse-adjectives.js';
import { parseNouns } from '../lexicon/parse-nouns.js';
import { type GermanCase, type GrammaticalNumber, type Noun } from '../lexicon/types.js';
import { type Determiner } from '../plan/meaning.js';
import { Trace } from '../plan/trace.js';
import { germanNominal, germanNoun, germanPrepositional } from './noun-phrases.js';
import { germanPronoun, reflexivePronoun, relativePronoun } from './pronouns.js';

const cases = ['nominative', 'accusative', 'dative', 'genitive'] as const;

function noun(entry: string): Noun {
  const [first] = parseNouns([], entry);
  if (first === undefined) throw new Error(`no noun in ${entry}`);
  return first;
}
function declined(
  entry: string,
  determiner: Determiner,
  number: GrammaticalNumber = 'singular',
  adjective = 'alt',
): string[] {
  const adjectives = parseAdjectives([], `${adjective} = old`);
  return cases.map((germanCase) =>
    germanNominal(
      { type: 'noun', noun: noun(entry), number, determiner, adjectives },
      germanCase,
      new Trace(),
    ).join(' '),
  );
}

describe('German noun phrases', () => {
  it('weak endings after der', () => {
    expect(declined('der Hund, Hunde = dog', 'definite')).toEqual([
      'der alte Hund',
      'den alten Hund',
      'dem alten Hund',
      'des alten Hundes',
    ]);
    expect(declined('die Frau, Frauen = woman', 'definite')).toEqual([
      'die alte Frau',
      'die alte Frau',
      'der alten Frau',
      'der alten Frau',
    ]);
    expect(declined('das Haus, Häuser = house', 'this')).toEqual([
      'dieses alte Haus',
      'dieses alte Haus',
      'diesem alten Haus',
      'dieses alten Hauses',
    ]);
    expect(declined('das Kind, Kinder = child', 'definite', 'plural')).toEqual([
      'die alten Kinder',
      'die alten Kinder',
      'den alten Kindern',
      'der alten Kinder',
    ]);
  });

  it('mixed endings after ein, kein and mein', () => {
    expect(declined('der Hund, Hunde = dog', 'indefinite')).toEqual([
      'ein alter Hund',
      'einen alten Hund',
      'einem alten Hund',
      'eines alten Hundes',
    ]);
    expect(declined('die Frau, Frauen = woman', 'negative')).toEqual([
      'keine alte Frau',
      'keine alte Frau',
      'keiner alten Frau',
      'keiner alten Frau',
    ]);
    expect(
      declined('das Haus, Häuser = house', {
        possessor: { person: 2, number: 'plural', gender: 'm', english: 'he' },
      }),
    ).toEqual(['euer altes Haus', 'euer altes Haus', 'eurem alten Haus', 'eures alten Hauses']);
    expect(declined('der Hund, Hunde = dog', 'negative', 'plural')).toEqual([
      'keine alten Hunde',
      'keine alten Hunde',
      'keinen alten Hunden',
      'keiner alten Hunde',
    ]);
  });

  it('strong endings without an article', () => {
    expect(declined('der Käse, - = cheese', 'none')).toEqual([
      'alter Käse',
      'alten Käse',
      'altem Käse',
      'alten Käses',
    ]);
    expect(declined('die Milch, - = milk', 'none')).toEqual([
      'alte Milch',
      'alte Milch',
      'alter Milch',
      'alter Milch',
    ]);
    expect(declined('das Brot, - = bread', 'none')).toEqual([
      'altes Brot',
      'altes Brot',
      'altem Brot',
      'alten Brotes',
    ]);
    expect(declined('der Hund, Hunde = dog', 'indefinite', 'plural')).toEqual([
      'alte Hunde',
      'alte Hunde',
      'alten Hunden',
      'alter Hunde',
    ]);
  });

  it('changes the stems of dunkel, teuer and müde', () => {
    expect(declined('die Stadt, Städte = town', 'definite', 'singular', 'dunkel/dunkl')[2]).toBe(
      'der dunklen Stadt',
    );
    expect(declined('das Auto, Autos = car', 'indefinite', 'singular', 'teuer/teur')[0]).toBe(
      'ein teures Auto',
    );
    expect(declined('der Mann, Männer = man', 'indefinite', 'singular', 'müde')[0]).toBe('ein müder Mann');
  });

  it('declines nouns: genitive, n-declension, dative plural', () => {
    const forms = (entry: string, number: GrammaticalNumber): string[] =>
      cases.map((germanCase: GermanCase) => germanNoun(noun(entry), number, germanCase));
    expect(forms('der Student (n), Studenten = student', 'singular')).toEqual([
      'Student',
      'Studenten',
      'Studenten',
      'Studenten',
    ]);
    expect(forms('der Nachbar (n), Nachbarn = neighbour', 'singular')[2]).toBe('Nachbarn');
    expect(forms('das Auto, Autos = car', 'plural')[2]).toBe('Autos');
    expect(forms('der Garten, Gärten = garden', 'plural')[2]).toBe('Gärten');
    expect(forms('der Apfel, Äpfel = apple', 'plural')[2]).toBe('Äpfeln');
    const genitives = [
      'der Tisch, Tische = table',
      'das Fest, Feste = party',
      'der Vater, Väter = father',
      'der See, Seen = lake',
      'der Park (s), Parks = park',
      'das Schloss, Schlösser = castle',
    ];
    expect(genitives.map((entry) => forms(entry, 'singular')[3])).toEqual([
      'Tisches',
      'Festes',
      'Vaters',
      'Sees',
      'Parks',
      'Schlosses',
    ]);
  });

  it('contracts prepositions with the plain article only', () => {
    const phrase = (german: string, determiner: Determiner, entry: string): string =>
      germanPrepositional(
        {
          german,
          case: 'dative',
          english: '',
          nominal: { type: 'noun', noun: noun(entry), number: 'singular', determiner, adjectives: [] },
        },
        new Trace(),
      ).join(' ');
    const garden = 'der Garten, Gärten = garden';
    expect(phrase('in', 'definite', garden)).toBe('im Garten');
    expect(phrase('in', 'this', garden)).toBe('in diesem Garten');
    expect(phrase('zu', 'definite', 'die Schule, Schulen = school')).toBe('zur Schule');
    expect(phrase('bei', 'definite', garden)).toBe('beim Garten');
    expect(phrase('mit', 'definite', garden)).toBe('mit dem Garten');
  });

  it('has personal, reflexive and relative pronouns in their cases', () => {
    const she = { person: 3, number: 'singular', gender: 'f', english: 'she' } as const;
    expect([
      germanPronoun(she, 'nominative'),
      germanPronoun(she, 'accusative'),
      germanPronoun(she, 'dative'),
    ]).toEqual(['sie', 'sie', 'ihr']);
    expect(germanPronoun({ ...she, person: 2, number: 'plural', polite: true }, 'dative')).toBe('Ihnen');
    expect(reflexivePronoun({ person: 1, number: 'singular' })).toBe('mich');
    expect(reflexivePronoun({ person: 3, number: 'plural' })).toBe('sich');
    expect(relativePronoun('m', 'plural', 'dative')).toBe('denen');
    expect(relativePronoun('f', 'singular', 'genitive')).toBe('deren');
    expect(relativePronoun('n', 'singular', 'genitive')).toBe('dessen');
  });
});
