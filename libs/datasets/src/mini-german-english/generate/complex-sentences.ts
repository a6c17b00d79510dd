import { be, infinitiveVerbs, thatVerbs, whetherVerbs } from '../lexicon/clause-verbs.js';
import { type Adjective, type Verb } from '../lexicon/types.js';
import {
  type Clause,
  type Nominal,
  type Sentence,
  type SubordinateKind,
  type Tense,
} from '../plan/meaning.js';
import { type Random } from '../../random.js';
import { randomClause, randomVerb } from './clauses.js';
import { pronoun, randomPhrase, randomSubject, referentOf, referents } from './nominals.js';
import { weatherClause } from './statements.js';
import { pickAdjective } from './vocabulary.js';

const isPast = (tense: Tense): boolean => tense === 'preterite' || tense === 'perfect';

/** `du` and `ihr` have no preterite in speech. */
function fit(tense: Tense, subject: Nominal): Tense {
  return tense === 'preterite' && subject.type === 'pronoun' && subject.referent.person === 2
    ? 'perfect'
    : tense;
}

/** A short clause in a given time. `weather` is the English tense that a clause about the weather takes, if there may be one. */
function inner(random: Random, tense: Tense, weather?: Tense): Clause {
  if (weather !== undefined && random.chance(0.1)) return weatherClause(random, weather);
  if (random.chance(0.2)) return state(random, tense);
  const verb = actingVerb(random);
  const subject = randomSubject(random, verb.subject);
  return randomClause(random, { verb, subject, tense: fit(tense, subject), simple: true });
}

/** Any verb of people. */
function actingVerb(random: Random): Verb {
  let verb = randomVerb(random);
  while (!verb.subject.includes('person')) verb = randomVerb(random);
  return verb;
}

function state(random: Random, tense: Tense): Clause {
  const subject = randomPhrase(random, ['person'], { definite: true, plain: true });
  const adjective = pickAdjective(random, subject.noun);
  return {
    subject,
    verb: be,
    tense: isPast(tense) ? 'preterite' : 'present',
    complements: adjective === undefined ? [] : [{ type: 'adjective', adjective }],
    adverbials: [],
  };
}

/** `Wenn es regnet, bleibt ...`: a subordinate clause in front. */
export function frontedClause(random: Random): Sentence {
  const kind = random.weighted<SubordinateKind>([
    [3, 'wenn'],
    [3, 'als'],
    [2, 'weil'],
    [1.5, 'obwohl'],
    [1.5, 'bevor'],
    [1.5, 'während'],
    [1, 'immerWenn'],
  ]);
  const past = kind === 'als' || (kind !== 'wenn' && kind !== 'immerWenn' && random.chance(0.6));
  const condition = kind === 'wenn' || kind === 'immerWenn';
  const first = inner(
    random,
    past ? 'preterite' : 'present',
    past ? 'preterite' : condition ? 'present' : 'progressive',
  );
  const mainTense: Tense = past
    ? random.pick(['preterite', 'perfect'])
    : kind === 'wenn'
      ? random.pick(['present', 'future'])
      : 'present';
  return { type: 'fronted-clause', kind, first, main: inner(random, mainTense) };
}

/** `Er weint, weil ...`, `Sie sagt, dass ...`, `Ich weiß nicht, ob ...` */
export function subordination(random: Random): Sentence {
  const kind = random.weighted<SubordinateKind>([
    [4, 'dass'],
    [3, 'weil'],
    [2, 'ob'],
    [1, 'obwohl'],
    [1, 'bevor'],
    [0.7, 'während'],
  ]);
  const tense = random.pick(['present', 'present', 'preterite', 'perfect'] as const);
  const innerTense: Tense = isPast(tense)
    ? random.pick(['preterite', 'perfect'])
    : kind === 'dass'
      ? random.pick(['present', 'perfect', 'future'])
      : 'present';
  const weather = kind === 'bevor' ? undefined : innerTense === 'present' ? 'progressive' : innerTense;
  const clause = inner(random, innerTense, weather);
  return {
    type: 'statement',
    clause: { ...superordinate(random, kind, tense), continuation: { type: 'subordinate', kind, clause } },
  };
}

function superordinate(random: Random, kind: SubordinateKind, tense: Tense): Clause {
  if (kind !== 'dass' && kind !== 'ob') return inner(random, tense);
  const verb = random.pickZipf(kind === 'dass' ? thatVerbs : whetherVerbs);
  const subject = randomSubject(random, ['person']);
  const negative = subject.type === 'body' && subject.negative;
  const negated = kind === 'ob' && verb.german.infinitive === 'wissen' && !negative;
  return {
    subject,
    verb,
    tense: fit(tense, subject),
    complements: [],
    adverbials: [],
    ...(negated ? { negated } : {}),
  };
}

/** `Er versucht, das Auto zu reparieren.` `Sie ruft an, um ... zu ...` */
export function infinitive(random: Random): Sentence {
  const purpose = random.chance(0.35);
  const subject = randomSubject(random, ['person']);
  const tense = fit(random.pick(['present', 'preterite', 'perfect'] as const), subject);
  const verb = purpose ? infinitiveVerb(random) : random.pickZipf(infinitiveVerbs);
  const main = randomClause(random, { verb, subject, tense, simple: true });
  const clause = randomClause(random, {
    verb: infinitiveVerb(random),
    subject,
    tense: 'present',
    simple: true,
  });
  return { type: 'statement', clause: { ...main, continuation: { type: 'infinitive', purpose, clause } } };
}

/** A verb for something that one does on purpose. */
function infinitiveVerb(random: Random): Verb {
  let verb = actingVerb(random);
  while (verb.english.state || verb.english.base === 'be') verb = actingVerb(random);
  return verb;
}

/** Two main clauses; the second often speaks of the same one with a pronoun. */
export function pair(random: Random): Sentence {
  const joint = random.pick(['und', 'aber', 'aber', 'denn', 'deshalb'] as const);
  const tense = random.pick(['present', 'preterite', 'perfect'] as const);
  const left = inner(random, tense);
  const referent = referentOf(left.subject);
  const again = referent !== undefined && left.subject.type !== 'pronoun' && random.chance(0.6);
  if (!again) return { type: 'pair', joint, left, right: inner(random, tense) };
  const subject = pronoun(referent);
  const right = randomClause(random, {
    verb: actingVerb(random),
    subject,
    tense: fit(tense, subject),
    simple: true,
  });
  return { type: 'pair', joint, left, right };
}

/** Adjectives that one thing cannot have both of. */
const alternatives = [
  ['schwarz', 'rot', 'weiß', 'grün', 'blau', 'grau', 'gelb'],
  ['alt', 'neu', 'jung', 'modern'],
  ['groß', 'klein'],
  ['teuer', 'billig'],
  ['schnell', 'langsam'],
  ['laut', 'ruhig'],
  ['leer', 'voll'],
];

function excludes(one: Adjective, other: Adjective): boolean {
  return (
    one.base === other.base ||
    alternatives.some((group) => group.includes(one.base) && group.includes(other.base))
  );
}

/** `Der Tisch ist alt, aber er ist schön.`: a thing has a gender in German, and is it in English. */
export function thingAgain(random: Random): Sentence {
  const subject = {
    ...randomPhrase(random, ['thing', 'furniture', 'clothing', 'transport', 'place', 'animal'], {
      definite: true,
      plain: true,
    }),
    number: 'singular' as const,
  };
  const [one, other] = [pickAdjective(random, subject.noun), pickAdjective(random, subject.noun)];
  const referent = referentOf(subject) ?? referents.er;
  if (one === undefined || other === undefined || excludes(one, other)) return pair(random);
  const tense = random.chance(0.7) ? 'present' : 'preterite';
  const clause = (who: Nominal, adjective: typeof one): Clause => ({
    subject: who,
    verb: be,
    tense,
    complements: [{ type: 'adjective', adjective }],
    adverbials: [],
  });
  return {
    type: 'pair',
    joint: random.pick(['und', 'aber']),
    left: clause(subject, one),
    right: clause(pronoun(referent), other),
  };
}
