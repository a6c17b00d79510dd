import { type Adjective, type GermanCase, type GrammaticalNumber, type Noun } from '../lexicon/types.js';
import { type Nominal, type NounPhrase, type PrepositionalPhrase, type Referent } from '../plan/meaning.js';
import { type Trace } from '../plan/trace.js';
import { adjectiveEnding, columnOf, germanDeterminer } from './articles.js';
import { relativeClause } from './clauses.js';
import { germanNumber } from './numbers.js';
import { bodyPronoun, germanPronoun, questionPronoun, relativePronoun } from './pronouns.js';
import { type Agreement } from './verb-forms.js';

/** A noun in number and case: des Hundes, dem Studenten, den Kindern. */
export function germanNoun(noun: Noun, number: GrammaticalNumber, germanCase: GermanCase): string {
  if (number === 'plural') {
    return germanCase === 'dative' && !/[ns]$/u.test(noun.plural) ? `${noun.plural}n` : noun.plural;
  }
  if (noun.weak) return germanCase === 'nominative' ? noun.singular : noun.plural;
  return germanCase === 'genitive' ? noun.genitive : noun.singular;
}

/** An adjective in front of its noun. */
export function germanAdjective(adjective: Adjective, ending: string): string {
  // A stem in -e (müde) keeps one e only.
  return adjective.stem.endsWith('e') ? adjective.stem + ending.slice(1) : adjective.stem + ending;
}

/** Person and number that a verb takes from its subject. */
export function germanAgreement(nominal: Nominal): Agreement {
  switch (nominal.type) {
    case 'noun':
    case 'relative':
      return {
        person: 3,
        number: nominal.type === 'relative' ? (nominal.owned?.number ?? nominal.number) : nominal.number,
      };
    case 'pronoun':
      return nominal.referent.polite === true
        ? { person: 3, number: 'plural' }
        : agreementOf(nominal.referent);
    case 'and':
      return { person: 3, number: 'plural' };
    case 'name':
    case 'body':
    case 'question':
    case 'expletive':
      return { person: 3, number: 'singular' };
  }
}

function agreementOf({ person, number }: Referent): Agreement {
  return { person, number };
}

/** The words of a nominal in its case. */
export function germanNominal(nominal: Nominal, germanCase: GermanCase, trace: Trace): string[] {
  switch (nominal.type) {
    case 'noun':
      return germanNounPhrase(nominal, germanCase, trace);
    case 'pronoun':
      if (germanCase === 'accusative' || germanCase === 'dative') trace.tag(`pronoun:${germanCase}`);
      return [germanPronoun(nominal.referent, germanCase)];
    case 'name':
      trace.lemma(nominal.name);
      return [germanCase === 'genitive' ? `${nominal.name}s` : nominal.name];
    case 'and':
      return [
        ...germanNominal(nominal.left, germanCase, trace),
        'und',
        ...germanNominal(nominal.right, germanCase, trace),
      ];
    case 'body':
      return [bodyPronoun(nominal.negative, germanCase)];
    case 'question':
      return [questionPronoun(nominal.human, germanCase)];
    case 'expletive':
      return ['es'];
    case 'relative': {
      if (nominal.owned === undefined) return [relativePronoun(nominal.gender, nominal.number, germanCase)];
      trace.tag('relative:genitive');
      const owned = germanNounPhrase({ ...nominal.owned, determiner: 'none' }, germanCase, trace);
      return [relativePronoun(nominal.gender, nominal.number, 'genitive'), ...owned];
    }
  }
}

function germanNounPhrase(phrase: NounPhrase, germanCase: GermanCase, trace: Trace): string[] {
  const { noun, number, count, owner, relative } = phrase;
  const column = columnOf(noun.gender, number);
  const named = owner?.type === 'name';
  const determiner = named ? 'none' : phrase.determiner;
  trace.lemma(...(noun.parts ?? [noun.singular]));
  trace.tag(`case:${germanCase}`);
  if (noun.parts !== undefined) trace.tag('compound');
  if (noun.weak && number === 'singular' && germanCase !== 'nominative') trace.tag('n-declension');
  if (determiner === 'negative') trace.tag('kein');
  if (typeof determiner === 'object') trace.tag('possessive');
  if (count !== undefined) trace.tag('number');

  const words: string[] = named ? germanNominal(owner, 'genitive', trace) : [];
  const article = germanDeterminer(determiner, germanCase, column);
  if (article !== '') words.push(article);
  if (count !== undefined) words.push(germanNumber(count));
  for (const [index, adjective] of phrase.adjectives.entries()) {
    trace.lemma(adjective.base);
    if (index > 0) words.push(',');
    words.push(germanAdjective(adjective, adjectiveEnding(determiner, [germanCase, column], trace)));
  }
  words.push(germanNoun(noun, number, germanCase));
  if (owner !== undefined && !named) words.push(...germanNominal(owner, 'genitive', trace));
  if (relative !== undefined) words.push(',', ...relativeClause(relative.clause, trace), ',');
  return words;
}

const contractions: Readonly<Record<string, string>> = {
  'in dem': 'im',
  'in das': 'ins',
  'an dem': 'am',
  'an das': 'ans',
  'zu dem': 'zum',
  'zu der': 'zur',
  'bei dem': 'beim',
  'von dem': 'vom',
};

/** A preposition with its noun, contracted with the article (im, zur) unless a relative clause points back at it. */
export function germanPrepositional(phrase: PrepositionalPhrase, trace: Trace): string[] {
  const [first = '', ...rest] = germanNominal(phrase.nominal, phrase.case, trace);
  if (phrase.twoWay === true) trace.tag(`two-way:${phrase.case}`);
  const { nominal } = phrase;
  const contracted = contractions[`${phrase.german} ${first}`];
  if (
    contracted !== undefined &&
    nominal.type === 'noun' &&
    nominal.determiner === 'definite' &&
    nominal.relative === undefined
  ) {
    trace.tag('contraction');
    return [contracted, ...rest];
  }
  return [phrase.german, first, ...rest];
}
