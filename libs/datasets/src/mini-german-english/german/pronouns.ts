import { type Gender, type GermanCase, type GrammaticalNumber } from '../lexicon/types.js';
import { type Referent } from '../plan/meaning.js';
import { columnOf, definiteArticles } from './articles.js';

type Forms = readonly [nominative: string, accusative: string, dative: string];

function formsOf({ person, number, gender, polite }: Referent): Forms {
  if (polite === true) return ['Sie', 'Sie', 'Ihnen'];
  if (number === 'plural') {
    if (person === 1) return ['wir', 'uns', 'uns'];
    return person === 2 ? ['ihr', 'euch', 'euch'] : ['sie', 'sie', 'ihnen'];
  }
  if (person === 1) return ['ich', 'mich', 'mir'];
  if (person === 2) return ['du', 'dich', 'dir'];
  if (gender === 'm') return ['er', 'ihn', 'ihm'];
  return gender === 'f' ? ['sie', 'sie', 'ihr'] : ['es', 'es', 'ihm'];
}

function position(germanCase: GermanCase): 0 | 1 | 2 {
  if (germanCase === 'genitive')
    throw new RangeError('germanPronoun: personal pronouns have no genitive here');
  return germanCase === 'nominative' ? 0 : germanCase === 'accusative' ? 1 : 2;
}

/** A personal pronoun in its case. */
export function germanPronoun(referent: Referent, germanCase: GermanCase): string {
  return formsOf(referent)[position(germanCase)];
}

/** The accusative reflexive pronoun: mich, dich, uns, euch, otherwise sich. */
export function reflexivePronoun(referent: Pick<Referent, 'person' | 'number' | 'polite'>): string {
  if (referent.person === 3 || referent.polite === true) return 'sich';
  return formsOf({ ...referent, gender: 'm', english: 'he' })[1];
}

/** The relative pronoun: as the definite article, but `denen`, `dessen` and `deren`. */
export function relativePronoun(gender: Gender, number: GrammaticalNumber, germanCase: GermanCase): string {
  const column = columnOf(gender, number);
  if (germanCase === 'genitive') return column === 'm' || column === 'n' ? 'dessen' : 'deren';
  if (germanCase === 'dative' && column === 'p') return 'denen';
  return definiteArticles[germanCase][column];
}

/** `wer`, `wen`, `wem` and `was`. */
export function questionPronoun(human: boolean, germanCase: GermanCase): string {
  if (!human) return 'was';
  return (['wer', 'wen', 'wem'] as const)[position(germanCase)];
}

/** `niemand` and `jemand` in their case. */
export function bodyPronoun(negative: boolean, germanCase: GermanCase): string {
  return (negative ? 'niemand' : 'jemand') + (['', 'en', 'em'] as const)[position(germanCase)];
}
