import { type Modal } from '../german/verb-forms.js';
import {
  ambiguousVerbs,
  fixedVerbs,
  hangingVerbs,
  motionVerbs,
  placementVerbs,
  positionVerbs,
  prepositionalVerbs,
  travelVerbs,
} from '../lexicon/more-verbs.js';
import { type Frame, type Verb } from '../lexicon/types.js';
import { dativeVerbs, intransitiveVerbs, recipientVerbs, transitiveVerbs } from '../lexicon/verbs.js';
import { type Adverbial, type Clause, type Complement, type Nominal, type Tense } from '../plan/meaning.js';
import { type Random } from '../../random.js';
import { randomObject, randomPhrase, randomSubject, referentOf } from './nominals.js';
import {
  randomCircumstance,
  randomDirection,
  randomPosition,
  randomRelation,
  randomTransport,
} from './phrases.js';
import { manners } from '../lexicon/time.js';
import { notYet, timeFor, words } from './times.js';

/** What is already decided about a clause; the rest is left to chance. */
export interface ClauseOptions {
  readonly subject?: Nominal;
  readonly verb?: Verb;
  readonly tense?: Tense;
  /** Without time, place, modal and negation, for clauses inside others. */
  readonly simple?: boolean;
}

const verbClasses: readonly (readonly [number, readonly Verb[]])[] = [
  [9, transitiveVerbs],
  [4, intransitiveVerbs],
  [4, ambiguousVerbs],
  [3, recipientVerbs],
  [2.4, dativeVerbs],
  [3, motionVerbs],
  [1.2, travelVerbs],
  [3.4, prepositionalVerbs],
  [1.6, positionVerbs],
  [1.8, placementVerbs],
  [0.8, hangingVerbs],
  [1.6, fixedVerbs],
];

/** All verbs that a clause can be built around. */
export const clauseVerbs: readonly Verb[] = verbClasses.flatMap(([, verbs]) => verbs);

const modals: readonly (readonly [number, Modal])[] = [
  [4, 'können'],
  [4, 'müssen'],
  [3, 'wollen'],
  [2, 'möchten'],
  [1.5, 'sollen'],
  [2, 'dürfen'],
];

export function randomVerb(random: Random): Verb {
  return random.pickZipf(random.weighted(verbClasses));
}

function randomTense(random: Random, verb: Verb): Tense {
  return random.weighted<Tense>([
    [6, 'present'],
    [verb.english.state ? 0 : 2.5, 'progressive'],
    [3.5, 'preterite'],
    [5, 'perfect'],
    [verb.english.state ? 0 : 1, 'presentPerfect'],
    [1, 'future'],
    [1.8, 'presentFuture'],
  ]);
}

/** A whole clause around a verb, with everything that the verb asks for. */
export function randomClause(random: Random, options: ClauseOptions = {}): Clause {
  const verb = options.verb ?? randomVerb(random);
  const subject = options.subject ?? randomSubject(random, verb.subject);
  const simple = options.simple === true;
  const chosen = options.tense ?? randomTense(random, verb);
  const human = verb.subject.includes('person');
  const modal =
    !simple && human && !verb.english.state && random.chance(0.22) ? random.weighted(modals) : undefined;
  const liking =
    modal === undefined &&
    !simple &&
    human &&
    chosen === 'present' &&
    !verb.english.state &&
    random.chance(0.12);
  // `Niemand hat noch nie ...` would negate twice.
  const possible = chosen === 'presentPerfect' && isNegative(subject) ? 'perfect' : chosen;
  const tense = settleTense(random, possible, { subject, modal });
  const times = (simple || liking ? [] : timesOf(random, tense, modal)).filter(
    ({ slot }) => slot !== 'frequency' || tense === 'progressive' || !isNegative(subject),
  );
  const negatable =
    !simple && !liking && tense !== 'presentPerfect' && !isNegative(subject) && verb.frame.type !== 'fixed';
  const negated =
    times.includes(notYet) ||
    (negatable && times.every((time) => time.slot !== 'frequency') && random.chance(0.18));
  const complements = complementsOf(random, verb, { subject, negated });
  const adverbials = [...times, ...(simple ? [] : settings(random, verb, { negated, human }))];
  return {
    subject,
    verb,
    tense,
    complements,
    adverbials: adverbials.filter(
      (one, index) => adverbials.findIndex((other) => other.slot === one.slot) === index,
    ),
    ...(modal === undefined ? {} : { modal }),
    ...(liking ? { liking } : {}),
    ...(negated ? { negated } : {}),
  };
}

/** Nobody says `du schliefst` today, and the modal verbs are used in the present and the preterite. */
function settleTense(
  random: Random,
  tense: Tense,
  { subject, modal }: { readonly subject: Nominal; readonly modal: Modal | undefined },
): Tense {
  if (modal === 'möchten' || modal === 'sollen') return 'present';
  if (modal !== undefined)
    return tense === 'preterite' || tense === 'perfect' || random.chance(0.2) ? 'preterite' : 'present';
  return tense === 'preterite' && subject.type === 'pronoun' && subject.referent.person === 2
    ? 'perfect'
    : tense;
}

function timesOf(random: Random, tense: Tense, modal: Modal | undefined): Adverbial[] {
  // A modal verb in the present looks ahead: `morgen` changes nothing about its English.
  if (modal !== undefined && tense === 'present')
    return random.chance(0.4) ? timeFor(random, 'presentFuture') : [];
  return timeFor(random, tense);
}

function isNegative(nominal: Nominal): boolean {
  return nominal.type === 'body' && nominal.negative;
}

interface Situation {
  readonly subject: Nominal;
  readonly negated: boolean;
}

/** Everything that the frame of the verb asks for. */
export function complementsOf(random: Random, verb: Verb, situation: Situation): Complement[] {
  const { frame } = verb;
  const possessor = referentOf(situation.subject);
  switch (frame.type) {
    case 'none':
      return [];
    case 'fixed':
      return [{ type: 'fixed', german: frame.german, english: frame.english }];
    case 'object': {
      const { subject, negated } = situation;
      const found = randomObject(random, frame.kinds, { case: frame.case, subject, possessor });
      const nominal = negated && frame.case === 'accusative' ? negatedObject(found) : found;
      return [{ type: 'object', case: frame.case, nominal, english: 'object' }];
    }
    case 'recipient':
      return recipientAndThing(random, frame, situation);
    case 'prepositional': {
      const nominal = randomObject(random, frame.kinds, {
        case: frame.case,
        subject: situation.subject,
        possessor,
      });
      return [
        { type: 'phrase', phrase: { german: frame.preposition, case: frame.case, english: '', nominal } },
      ];
    }
    case 'direction':
      return [randomDirection(random)];
    case 'travel':
      return [{ type: 'phrase', phrase: randomTransport(random) }, randomDirection(random)];
    case 'position':
      return [{ type: 'phrase', phrase: randomRelation(random, 'dative') }];
    case 'placement': {
      const found = randomPhrase(random, frame.kinds, { possessor });
      const nominal = situation.negated ? negatedObject(found) : found;
      return [
        { type: 'object', case: 'accusative', nominal, english: 'object' },
        { type: 'phrase', phrase: randomRelation(random, 'accusative') },
      ];
    }
  }
}

/** What is indefinite is negated by kein, not by nicht, and then not counted. */
function negatedObject(nominal: Nominal): Nominal {
  if (nominal.type !== 'noun' || (nominal.determiner !== 'indefinite' && nominal.determiner !== 'none'))
    return nominal;
  const { type, noun, number, adjectives } = nominal;
  return { type, noun, number, adjectives, determiner: 'negative' };
}

function recipientAndThing(
  random: Random,
  frame: Extract<Frame, { type: 'recipient' }>,
  situation: Situation,
): Complement[] {
  const possessor = referentOf(situation.subject);
  const receiver = randomObject(random, ['person'], {
    case: 'dative',
    subject: situation.subject,
    possessor,
  });
  const found = randomPhrase(random, frame.kinds, { possessor });
  const thing = situation.negated ? negatedObject(found) : found;
  return [
    { type: 'object', case: 'dative', nominal: receiver, english: frame.english },
    { type: 'object', case: 'accusative', nominal: thing, english: 'object' },
  ];
}

/** Verbs that are not done in a room or with somebody, or say themselves where. */
const withoutPlace = new Set([
  'fahren',
  'reiten',
  'betreten',
  'verlassen',
  'besichtigen',
  'besuchen',
  'streichen',
  'putzen',
  'reisen',
  'wachen',
  'verurteilen',
]);

/** Where, how and with whom. */
function settings(
  random: Random,
  verb: Verb,
  { negated, human }: { readonly negated: boolean; readonly human: boolean },
): Adverbial[] {
  const { type } = verb.frame;
  const found: Adverbial[] = [];
  const open =
    (type === 'none' || type === 'object' || type === 'fixed') && !withoutPlace.has(verb.german.infinitive);
  if (open && human && !verb.english.state && !negated && random.chance(0.25))
    found.push(randomPosition(random));
  if (open && !human && random.chance(0.35)) found.push(randomPosition(random));
  if (open && human && !verb.english.state && !negated && random.chance(0.1))
    found.push(words(random.pickZipf(manners), 'manner'));
  if (open && human && !verb.english.state && random.chance(0.1)) found.push(randomCircumstance(random));
  return found;
}
