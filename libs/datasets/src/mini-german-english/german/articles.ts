import { type Gender, type GermanCase, type GrammaticalNumber } from '../lexicon/types.js';
import { type Determiner, type Referent } from '../plan/meaning.js';
import { type Trace } from '../plan/trace.js';

/** The four columns of German declension: three genders, and the plural, where gender is lost. */
export type Column = Gender | 'p';
type Table = Readonly<Record<GermanCase, Readonly<Record<Column, string>>>>;

export function columnOf(gender: Gender, number: GrammaticalNumber): Column {
  return number === 'plural' ? 'p' : gender;
}

export const definiteArticles: Table = {
  nominative: { m: 'der', f: 'die', n: 'das', p: 'die' },
  accusative: { m: 'den', f: 'die', n: 'das', p: 'die' },
  dative: { m: 'dem', f: 'der', n: 'dem', p: 'den' },
  genitive: { m: 'des', f: 'der', n: 'des', p: 'der' },
};

/** The endings of `ein`, `kein` and the possessives. */
const einEndings: Table = {
  nominative: { m: '', f: 'e', n: '', p: 'e' },
  accusative: { m: 'en', f: 'e', n: '', p: 'e' },
  dative: { m: 'em', f: 'er', n: 'em', p: 'en' },
  genitive: { m: 'es', f: 'er', n: 'es', p: 'er' },
};

/** The endings of `dieser` and `jeder`, and of adjectives without an article (but see below). */
const strongEndings: Table = {
  nominative: { m: 'er', f: 'e', n: 'es', p: 'e' },
  accusative: { m: 'en', f: 'e', n: 'es', p: 'e' },
  dative: { m: 'em', f: 'er', n: 'em', p: 'en' },
  genitive: { m: 'es', f: 'er', n: 'es', p: 'er' },
};

const weakEndings: Table = {
  nominative: { m: 'e', f: 'e', n: 'e', p: 'en' },
  accusative: { m: 'en', f: 'e', n: 'e', p: 'en' },
  dative: { m: 'en', f: 'en', n: 'en', p: 'en' },
  genitive: { m: 'en', f: 'en', n: 'en', p: 'en' },
};

/** The word in front of the noun in its case; empty for an indefinite plural and for no determiner. */
export function germanDeterminer(determiner: Determiner, germanCase: GermanCase, column: Column): string {
  if (typeof determiner === 'object') {
    const stem = possessiveStem(determiner.possessor);
    const ending = einEndings[germanCase][column];
    return (stem === 'euer' && ending !== '' ? 'eur' : stem) + ending;
  }
  switch (determiner) {
    case 'definite':
      return definiteArticles[germanCase][column];
    case 'indefinite':
      return column === 'p' ? '' : `ein${einEndings[germanCase][column]}`;
    case 'negative':
      return `kein${einEndings[germanCase][column]}`;
    case 'this':
      return `dies${strongEndings[germanCase][column]}`;
    case 'every':
      return `jed${strongEndings[germanCase][column]}`;
    case 'none':
      return '';
  }
}

function possessiveStem({ person, number, gender, polite }: Referent): string {
  if (polite === true) return 'Ihr';
  if (number === 'plural') return person === 1 ? 'unser' : person === 2 ? 'euer' : 'ihr';
  if (person === 3) return gender === 'f' ? 'ihr' : 'sein';
  return person === 1 ? 'mein' : 'dein';
}

/**
 * The ending of an adjective: weak after der/dieser/jeder, strong where nothing before it shows the case, and mixed after
 * ein/kein/mein (strong where those have no ending of their own).
 */
export function adjectiveEnding(
  determiner: Determiner,
  [germanCase, column]: readonly [GermanCase, Column],
  trace?: Trace,
): string {
  const bare = determiner === 'none' || (determiner === 'indefinite' && column === 'p');
  if (bare) {
    trace?.tag('adjective:strong');
    // `frischen Brotes`: before a genitive in -s the ending is weak.
    const beforeGenitive = germanCase === 'genitive' && (column === 'm' || column === 'n');
    return beforeGenitive ? 'en' : strongEndings[germanCase][column];
  }
  if (determiner === 'definite' || determiner === 'this' || determiner === 'every') {
    trace?.tag('adjective:weak');
    return weakEndings[germanCase][column];
  }
  trace?.tag('adjective:mixed');
  return einEndings[germanCase][column] === ''
    ? strongEndings[germanCase][column]
    : weakEndings[germanCase][column];
}
