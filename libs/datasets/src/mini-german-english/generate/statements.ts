import { germanNumber } from '../german/numbers.js';
import { englishNumber } from '../english/numbers.js';
import { be, become, cost, exist, have, weatherVerbs } from '../lexicon/clause-verbs.js';
import { parseNouns } from '../lexicon/parse-nouns.js';
import {
  type Clause,
  type Complement,
  type Front,
  type Nominal,
  type Sentence,
  type Tense,
} from '../plan/meaning.js';
import { type Random } from '../../random.js';
import { randomClause } from './clauses.js';
import {
  hasDistinctCase,
  hasDistinctNominative,
  pronoun,
  randomName,
  randomPhrase,
  randomPhraseOf,
  referents,
} from './nominals.js';
import { randomPosition } from './phrases.js';
import { withRelative } from './relatives.js';
import { pickGradable, nounsOf, pickAdjective } from './vocabulary.js';
import { timeFor } from './times.js';

/** A main clause, with something other than the subject in front in every third case. */
export function statement(random: Random): Sentence {
  const clause = randomClause(random);
  const front = random.chance(0.45) ? randomFront(random, clause) : undefined;
  if (front !== undefined) return { type: 'statement', clause, front };
  const { subject } = clause;
  if (subject.type === 'noun' && subject.determiner !== 'every' && random.chance(0.35)) {
    return { type: 'statement', clause: { ...clause, subject: withRelative(random, subject) } };
  }
  return { type: 'statement', clause };
}

/** Time and place can always go in front; an object only when its case shows that it is one. */
function randomFront(random: Random, clause: Clause): Front | undefined {
  const fronts: Front[] = [];
  for (const [index, { slot }] of clause.adverbials.entries()) {
    if (slot === 'time' || slot === 'place') fronts.push({ type: 'adverbial', index });
  }
  for (const [index, complement] of clause.complements.entries()) {
    if (complement.type === 'object' && canOpen(complement, clause.subject))
      fronts.push({ type: 'complement', index });
  }
  return fronts.length === 0 ? undefined : random.pick(fronts);
}

function canOpen(
  { nominal, case: germanCase }: Extract<Complement, { type: 'object' }>,
  subject: Nominal,
): boolean {
  const pointsBack = nominal.type === 'noun' && typeof nominal.determiner === 'object';
  const clear =
    hasDistinctCase(nominal, germanCase) || (germanCase === 'accusative' && hasDistinctNominative(subject));
  return nominal.type === 'noun' && nominal.determiner !== 'negative' && !pointsBack && clear;
}

function randomState(random: Random): Tense {
  return random.weighted<Tense>([
    [6, 'present'],
    [3, 'preterite'],
    [1, 'perfect'],
  ]);
}

/** `Der Tisch ist alt.` `Die Frau wird müde.` `Der Hund ist größer als die Katze.` */
export function description(random: Random): Sentence {
  const kind = random.pick([
    'person',
    'person',
    'animal',
    'thing',
    'clothing',
    'furniture',
    'place',
    'food',
    'transport',
    'readable',
    'thought',
  ] as const);
  const phrase = randomPhrase(random, [kind], { definite: true, plain: random.chance(0.6) });
  const compared = random.chance(0.35);
  const adjective = compared ? pickGradable(random, phrase.noun) : pickAdjective(random, phrase.noun);
  if (adjective === undefined) return statement(random);
  const negated = !compared && random.chance(0.15);
  const turns = kind === 'person' && !compared && !negated && random.chance(0.2);
  const than = compared ? otherOf(random, phrase.noun.singular, kind) : undefined;
  const subject = kind === 'person' && random.chance(0.35) ? personSubject(random) : phrase;
  const clause: Clause = {
    subject,
    verb: turns ? become : be,
    tense: turns ? random.pick(['present', 'preterite']) : randomState(random),
    complements: [{ type: 'adjective', adjective, ...(than === undefined ? {} : { than }) }],
    adverbials: [],
    ...(negated ? { negated } : {}),
  };
  if (subject.type === 'noun' && random.chance(0.2) && !compared && subject.determiner !== 'every') {
    return { type: 'statement', clause: { ...clause, subject: withRelative(random, subject) } };
  }
  return { type: 'statement', clause };
}

function personSubject(random: Random): Nominal {
  const { ich, du, er, sie, wir, sieAlle } = referents;
  return random.chance(0.6) ? pronoun(random.pick([ich, du, er, sie, wir, sieAlle])) : randomName(random);
}

function otherOf(random: Random, than: string, kind: Parameters<typeof nounsOf>[0][number]): Nominal {
  const others = nounsOf([kind]).filter((noun) => noun.singular !== than);
  return randomPhraseOf(random, random.pickZipf(others), { definite: true, plain: true });
}

/** `Im Garten gibt es einen Hund.` `Es gibt kein Brot.` */
export function existence(random: Random): Sentence {
  const many = random.chance(0.4);
  const negative = !many && random.chance(0.25);
  const kinds = many
    ? (['person', 'thing', 'readable', 'furniture', 'animal'] as const)
    : (['person', 'thing', 'food', 'furniture', 'animal'] as const);
  const phrase = randomPhrase(random, kinds, { negative, plain: many });
  const plural = many && !phrase.noun.mass;
  const object: Nominal = plural
    ? { ...phrase, number: 'plural', determiner: 'none', count: randomCount(random) }
    : { ...phrase, determiner: negative ? 'negative' : phrase.noun.mass ? 'none' : 'indefinite' };
  const number = object.type === 'noun' ? object.number : 'singular';
  return {
    type: 'statement',
    clause: {
      subject: {
        type: 'expletive',
        english: 'there',
        number: phrase.noun.english.singular === 'vegetables' ? 'plural' : number,
      },
      verb: exist,
      tense: random.chance(0.75) ? 'present' : 'preterite',
      complements: [{ type: 'object', case: 'accusative', nominal: object, english: 'object' }],
      adverbials: [randomPosition(random)],
    },
    ...(random.chance(0.7) ? { front: { type: 'adverbial', index: 0 } as const } : {}),
  };
}

/** Small numbers are frequent, large ones occur. */
function randomCount(random: Random): number {
  return random.weighted([
    [3, random.integer(2, 20)],
    [4, random.integer(21, 99)],
    [3, random.integer(100, 999)],
    [1.2, random.integer(1000, 9999)],
  ]);
}

const [page, euro, years] = parseNouns(
  [],
  'die Seite, Seiten = page\nder Euro, Euro = euro\ndas Jahr, Jahre = year',
);

/** `Das Buch hat zweihundertdreizehn Seiten.` `Die Lampe kostet neunzig Euro.` `Mein Bruder ist elf Jahre alt.` */
export function measure(random: Random): Sentence {
  const count = randomCount(random);
  const make = random.weighted<() => Clause>([
    [3, () => counted(random, { of: page, kinds: ['paged'], verb: have, count })],
    [4, () => counted(random, { of: euro, kinds: ['priced'], verb: cost, count })],
    [3, () => age(random)],
    [2, () => size(random, count)],
  ]);
  return { type: 'statement', clause: make() };
}

function counted(
  random: Random,
  {
    of,
    kinds,
    verb,
    count,
  }: { of: typeof page; kinds: readonly ['paged' | 'priced']; verb: typeof have; count: number },
): Clause {
  if (of === undefined) throw new Error('counted: no noun to count');
  const subject = { ...randomPhrase(random, kinds, { definite: true }), number: 'singular' as const };
  const nominal: Nominal = {
    type: 'noun',
    noun: of,
    number: 'plural',
    determiner: 'none',
    adjectives: [],
    count,
  };
  return {
    subject,
    verb,
    tense: random.chance(0.8) ? 'present' : 'preterite',
    complements: [{ type: 'object', case: 'accusative', nominal, english: 'object' }],
    adverbials: [],
  };
}

function measured(random: Random, subject: Nominal, [german, english]: readonly [string, string]): Clause {
  return {
    subject,
    verb: be,
    tense: random.chance(0.75) ? 'present' : 'preterite',
    complements: [{ type: 'fixed', german: german.split(' '), english: english.split(' '), tag: 'number' }],
    adverbials: [],
  };
}

function age(random: Random): Clause {
  const count = random.integer(2, 99);
  const subject = random.chance(0.5)
    ? personSubject(random)
    : randomPhrase(random, ['person'], { definite: true, plain: true });
  return measured(random, subject, [
    `${germanNumber(count)} ${years?.plural} alt`,
    `${englishNumber(count)} ${years?.english.plural} old`,
  ]);
}

function size(random: Random, count: number): Clause {
  const [kind, german, english] = random.pick([
    ['place', 'Kilometer entfernt', 'kilometres away'],
    ['building', 'Jahre alt', 'years old'],
  ] as const);
  const subject = {
    ...randomPhrase(random, [kind], { definite: true, plain: true }),
    number: 'singular' as const,
  };
  return measured(random, subject, [
    `${germanNumber(count)} ${german}`,
    `${englishNumber(count)} ${english}`,
  ]);
}

/** `Es regnet.` as a clause; alone and after weil, the English of the present is the progressive form. */
export function weatherClause(random: Random, tense?: Tense): Clause {
  const chosen = tense ?? random.pick(['progressive', 'perfect', 'future', 'preterite'] as const);
  return {
    subject: { type: 'expletive', english: 'it', number: 'singular' },
    verb: random.pickZipf(weatherVerbs),
    tense: chosen,
    complements: [],
    adverbials: tense === undefined && chosen !== 'progressive' ? timeFor(random, chosen) : [],
  };
}
