import { be } from '../lexicon/clause-verbs.js';
import { type Verb } from '../lexicon/types.js';
import { type Clause, type Complement, type Nominal, type NounPhrase, type Tense } from '../plan/meaning.js';
import { type Random } from '../../random.js';
import { clauseVerbs, complementsOf } from './clauses.js';
import { hasDistinctNominative, randomPhrase, randomSubject } from './nominals.js';
import { isOfKind, pickAdjective } from './vocabulary.js';

/** The noun phrase with a relative clause about it: subject, object, prepositional or genitive (dessen). */
export function withRelative(random: Random, phrase: NounPhrase): NounPhrase {
  const make = random.weighted([
    [4, subjectRelative],
    [3, objectRelative],
    [phrase.noun.kinds.has('person') ? 2.5 : 0, ownerRelative],
  ]);
  const clause = make(random, phrase);
  return clause === undefined ? phrase : { ...phrase, relative: { clause } };
}

function gapFor({ noun, number }: NounPhrase): Extract<Nominal, { type: 'relative' }> {
  return { type: 'relative', gender: noun.gender, number, human: noun.kinds.has('person') };
}

function randomTense(random: Random): Tense {
  return random.pick(['present', 'perfect', 'perfect', 'preterite']);
}

/** `der Mann, der im Garten arbeitet` */
function subjectRelative(random: Random, phrase: NounPhrase): Clause | undefined {
  const fitting = clauseVerbs.filter((verb) => isOfKind(phrase.noun, verb.subject));
  if (fitting.length === 0) return undefined;
  const verb = random.pickZipf(fitting);
  const subject = gapFor(phrase);
  return {
    subject,
    verb,
    tense: randomTense(random),
    complements: complementsOf(random, verb, { subject, negated: false }),
    adverbials: [],
  };
}

/** `das Buch, das ich gelesen habe`, `die Frau, mit der er spricht` */
function objectRelative(random: Random, phrase: NounPhrase): Clause | undefined {
  const gap = gapFor(phrase);
  const fitting = clauseVerbs.filter(
    ({ frame }) =>
      'kinds' in frame &&
      (frame.type === 'object' || frame.type === 'prepositional') &&
      isOfKind(phrase.noun, frame.kinds),
  );
  if (fitting.length === 0) return undefined;
  const verb = random.pickZipf(fitting);
  const complement = gapComplement(verb, gap);
  const subject = randomSubject(random, verb.subject);
  const clear =
    complement?.type === 'phrase' ||
    hasDistinctNominative(subject) ||
    (gap.gender === 'm' && gap.number === 'singular');
  if (complement === undefined || !clear || subject.type === 'body') return undefined;
  const tense = subject.type === 'pronoun' && subject.referent.person === 2 ? 'perfect' : randomTense(random);
  return { subject, verb, tense, complements: [complement], adverbials: [] };
}

function gapComplement(verb: Verb, gap: Nominal): Complement | undefined {
  const { frame } = verb;
  if (frame.type === 'object') return { type: 'object', case: frame.case, nominal: gap, english: 'object' };
  if (frame.type !== 'prepositional') return undefined;
  return {
    type: 'phrase',
    phrase: { german: frame.preposition, case: frame.case, english: '', nominal: gap },
  };
}

/** `der Mann, dessen Auto kaputt ist` */
function ownerRelative(random: Random, phrase: NounPhrase): Clause | undefined {
  const owned = randomPhrase(random, ['thing', 'clothing', 'transport', 'pet'], {
    definite: true,
    plain: true,
  });
  const adjective = pickAdjective(random, owned.noun);
  if (adjective === undefined) return undefined;
  return {
    subject: { ...gapFor(phrase), owned },
    verb: be,
    tense: random.chance(0.7) ? 'present' : 'preterite',
    complements: [{ type: 'adjective', adjective }],
    adverbials: [],
  };
}
