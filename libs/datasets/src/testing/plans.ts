import { clauseVerbs } from '../mini-german-english/generate/clauses.js';
import { referents } from '../mini-german-english/generate/nominals.js';
import { nouns } from '../mini-german-english/generate/vocabulary.js';
import { adjectives } from '../mini-german-english/lexicon/adjectives.js';
import { compounds } from '../mini-german-english/lexicon/compounds.js';
import { type Adjective, type Noun, type Verb } from '../mini-german-english/lexicon/types.js';
import {
  type Adverbial,
  type Clause,
  type Complement,
  type Nominal,
  type NounPhrase,
  type Slot,
} from '../mini-german-english/plan/meaning.js';

/** Short ways to write sentence plans in tests, with words from the lexicon. */
function found<T>(what: string, entry: T | undefined): T {
  if (entry === undefined) throw new Error(`the lexicon has no ${what}`);
  return entry;
}

export function noun(german: string, english?: string): Noun {
  return found(
    german,
    [...nouns, ...compounds].find(
      (one) => one.singular === german && (english === undefined || one.english.singular === english),
    ),
  );
}

export function verb(infinitive: string, english: string): Verb {
  return found(
    infinitive,
    clauseVerbs.find(
      (one) => one.german.prefix + one.german.infinitive === infinitive && one.english.base === english,
    ),
  );
}

export function adjective(base: string): Adjective {
  return found(
    base,
    adjectives.find((one) => one.base === base),
  );
}

/** A definite singular noun phrase, unless `changes` say otherwise. */
export function the(german: string, changes: Partial<NounPhrase> = {}): NounPhrase {
  return {
    type: 'noun',
    noun: noun(german),
    number: 'singular',
    determiner: 'definite',
    adjectives: [],
    ...changes,
  };
}

export function who(name: keyof typeof referents): Nominal {
  return { type: 'pronoun', referent: referents[name] };
}

export function accusative(nominal: Nominal): Complement {
  return { type: 'object', case: 'accusative', nominal, english: 'object' };
}

export function dative(nominal: Nominal, english: 'object' | 'indirect' | 'to' = 'object'): Complement {
  return { type: 'object', case: 'dative', nominal, english };
}

export function said(german: string, english: string, slot: Slot = 'time'): Adverbial {
  return {
    type: 'words',
    slot,
    german: german.split(' '),
    english: english.split(' ').filter((word) => word !== ''),
  };
}

/** A clause in the present tense without anything but what is given. */
export function clause(subject: Nominal, what: Verb, changes: Partial<Clause> = {}): Clause {
  return { subject, verb: what, tense: 'present', complements: [], adverbials: [], ...changes };
}
