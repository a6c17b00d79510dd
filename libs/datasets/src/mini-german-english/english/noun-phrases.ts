import { type Nominal, type NounPhrase, type PrepositionalPhrase } from '../plan/meaning.js';
import { englishRelative } from './clauses.js';
import { indefiniteArticle, possessiveOf } from './noun-forms.js';
import { englishNumber } from './numbers.js';
import { englishPronoun } from './pronouns.js';
import { type EnglishAgreement } from './verb-forms.js';

/** Whether words stand as the subject or elsewhere, and under a negated verb (any instead of no). */
export type Use = 'subject' | 'object' | 'negated-object';

/** Person and number that the verb takes from its subject. */
export function englishAgreement(nominal: Nominal): EnglishAgreement {
  switch (nominal.type) {
    case 'noun':
      return { person: 3, number: nominal.noun.mass ? massNumber(nominal) : nominal.number };
    case 'relative':
      return { person: 3, number: nominal.owned?.number ?? nominal.number };
    case 'pronoun':
      return { person: nominal.referent.person, number: nominal.referent.number };
    case 'and':
      return { person: 3, number: 'plural' };
    case 'expletive':
      return { person: 3, number: nominal.number };
    case 'name':
    case 'body':
    case 'question':
      return { person: 3, number: 'singular' };
  }
}

/** A German mass noun may be an English plural: das Gemüse, vegetables. */
function massNumber(phrase: NounPhrase): 'singular' | 'plural' {
  return phrase.noun.english.singular === 'vegetables' ? 'plural' : 'singular';
}

/** The words of a nominal. */
export function englishNominal(nominal: Nominal, use: Use): string[] {
  switch (nominal.type) {
    case 'noun':
      return englishNounPhrase(nominal, use);
    case 'pronoun':
      return [englishPronoun(nominal.referent, use === 'subject' ? 'subject' : 'object')];
    case 'name':
      return [nominal.name];
    case 'and':
      return [...englishNominal(nominal.left, use), 'and', ...englishNominal(nominal.right, use)];
    case 'body':
      return [nominal.negative ? 'nobody' : 'somebody'];
    case 'question':
      return [nominal.human ? 'who' : 'what'];
    case 'expletive':
      return [nominal.english];
    case 'relative':
      if (nominal.owned !== undefined)
        return ['whose', ...englishNounPhrase({ ...nominal.owned, determiner: 'none' }, use)];
      if (nominal.human) return [use === 'subject' ? 'who' : 'whom'];
      return ['that'];
  }
}

function englishNounPhrase(phrase: NounPhrase, use: Use): string[] {
  const { noun, count, owner, relative } = phrase;
  const owned = typeof phrase.determiner === 'object' ? noun.ownedEnglish : undefined;
  const words = (owned ?? noun.english)[phrase.number].split(' ');
  const described = [
    ...(count === undefined ? [] : englishNumber(count).split(' ')),
    ...phrase.adjectives.flatMap(({ english }, index) => [
      ...(index === 0 ? [] : [',']),
      ...english.split(' '),
    ]),
    ...words,
  ];
  const tail = relative === undefined ? [] : englishRelative(relative.clause);
  if (owner !== undefined) return [...withOwner(phrase, owner, described), ...tail];
  return [...englishDeterminer(phrase, described, use), ...described, ...tail];
}

/** People own with 's (my father's car), things with of (the roof of the house). */
function withOwner(phrase: NounPhrase, owner: Nominal, described: readonly string[]): string[] {
  if (owner.type === 'noun' && !owner.noun.kinds.has('person')) {
    return [
      ...englishDeterminer(phrase, described, 'object'),
      ...described,
      'of',
      ...englishNominal(owner, 'object'),
    ];
  }
  const ownerWords = englishNominal(owner, 'object');
  const last = ownerWords.pop() ?? '';
  return [...ownerWords, possessiveOf(last, owner.type === 'noun' ? owner.number : 'singular'), ...described];
}

function englishDeterminer(phrase: NounPhrase, next: readonly string[], use: Use): string[] {
  const { determiner, number, noun } = phrase;
  const countable = number === 'singular' && !noun.mass;
  if (typeof determiner === 'object') return [englishPronoun(determiner.possessor, 'possessive')];
  switch (determiner) {
    case 'definite':
      return ['the'];
    case 'indefinite':
      return countable ? [indefiniteArticle(next[0] ?? '')] : [];
    case 'negative':
      if (use !== 'negated-object') return ['no'];
      return countable ? [indefiniteArticle(next[0] ?? '')] : ['any'];
    case 'this':
      return [number === 'singular' ? 'this' : 'these'];
    case 'every':
      return ['every'];
    case 'none':
      return [];
  }
}

/** A preposition with its noun: in the garden, by train. */
export function englishPrepositional(phrase: PrepositionalPhrase, use: Use = 'object'): string[] {
  const { nominal, english } = phrase;
  const bare = phrase.bare === true && nominal.type === 'noun';
  const words = bare ? nominal.noun.english.singular.split(' ') : englishNominal(nominal, use);
  return [...(english === '' ? [] : english.split(' ')), ...words];
}
