import { placeNames } from '../lexicon/names.js';
import { type Kind } from '../lexicon/types.js';
import { type Adverbial, type Complement, type PrepositionalPhrase } from '../plan/meaning.js';
import { type Random } from '../../random.js';
import { randomPhrase } from './nominals.js';
import { words } from './times.js';

/** Where something happens: `im Garten`, `in Berlin`. */
export function randomPosition(random: Random): Adverbial {
  if (random.chance(0.12)) {
    const { german, english } = random.pickZipf(placeNames);
    return words([`in ${german}`, `in ${english}`], 'place');
  }
  const nominal = randomPhrase(random, ['place'], { definite: true, plain: random.chance(0.7) });
  const place = nominal.noun.place ?? { german: 'in', position: 'in' };
  return {
    type: 'phrase',
    slot: 'place',
    phrase: {
      german: place.german,
      case: 'dative',
      english: place.position,
      nominal: { ...nominal, number: 'singular' },
      twoWay: true,
    },
  };
}

/** Where one goes: `in den Garten`, `zum Bahnhof`, `nach Berlin`, `zum Arzt`, `nach Hause`. */
export function randomDirection(random: Random): Complement {
  return random.weighted<() => Complement>([
    [6, () => wayTo(random)],
    [2, () => toName(random)],
    [2, () => toBuilding(random)],
    [1, () => ({ type: 'phrase', phrase: toward(random, ['profession']) })],
    [1.2, () => ({ type: 'fixed', german: ['nach', 'Hause'], english: ['home'] })],
  ])();
}

function wayTo(random: Random): Complement {
  const nominal = randomPhrase(random, ['place'], { definite: true, plain: random.chance(0.7) });
  const place = nominal.noun.place ?? { german: 'in', direction: 'into' };
  return {
    type: 'phrase',
    phrase: {
      german: place.german,
      case: 'accusative',
      english: place.direction,
      nominal: { ...nominal, number: 'singular' },
      twoWay: true,
    },
  };
}

function toName(random: Random): Complement {
  const { german, english } = random.pickZipf(placeNames);
  return { type: 'fixed', german: ['nach', german], english: ['to', english] };
}

function toBuilding(random: Random): Complement {
  return { type: 'phrase', phrase: toward(random, ['building']) };
}

function toward(random: Random, kinds: readonly Kind[]): PrepositionalPhrase {
  const nominal = randomPhrase(random, kinds, { definite: true, plain: true });
  return { german: 'zu', case: 'dative', english: 'to', nominal: { ...nominal, number: 'singular' } };
}

/** `mit dem Zug` by train. */
export function randomTransport(random: Random): PrepositionalPhrase {
  const phrase = randomPhrase(random, ['transport'], { definite: true, plain: true });
  const nominal = { ...phrase, number: 'singular', determiner: 'definite' } as const;
  return { german: 'mit', case: 'dative', english: 'by', nominal, bare: true };
}

const relations = [
  { german: 'auf', position: 'on', direction: 'on', kinds: ['furniture'] },
  { german: 'unter', position: 'under', direction: 'under', kinds: ['furniture'] },
  { german: 'neben', position: 'next to', direction: 'next to', kinds: ['furniture', 'transport'] },
  { german: 'in', position: 'in', direction: 'into', kinds: ['container', 'room'] },
  { german: 'hinter', position: 'behind', direction: 'behind', kinds: ['furniture', 'transport'] },
  { german: 'vor', position: 'in front of', direction: 'in front of', kinds: ['furniture', 'transport'] },
] as const;

/** A two-way preposition with a piece of furniture or a container: dative for the place, accusative for the way there. */
export function randomRelation(random: Random, germanCase: 'dative' | 'accusative'): PrepositionalPhrase {
  const { german, position, direction, kinds } = random.pickZipf(relations);
  return {
    german,
    case: germanCase,
    english: germanCase === 'dative' ? position : direction,
    nominal: randomPhrase(random, kinds, { definite: true }),
    twoWay: true,
  };
}

/** Phrases about events, weather and companions. */
export function randomCircumstance(random: Random): Adverbial {
  const { german, germanCase, english, kinds, slot } = random.weighted([
    [2, { german: 'nach', germanCase: 'dative', english: 'after', kinds: ['event'], slot: 'time' }],
    [2, { german: 'vor', germanCase: 'dative', english: 'before', kinds: ['event'], slot: 'time' }],
    [1.5, { german: 'während', germanCase: 'genitive', english: 'during', kinds: ['event'], slot: 'time' }],
    [
      1.5,
      { german: 'wegen', germanCase: 'genitive', english: 'because of', kinds: ['weather'], slot: 'time' },
    ],
    [1.5, { german: 'trotz', germanCase: 'genitive', english: 'despite', kinds: ['weather'], slot: 'time' }],
    [2, { german: 'mit', germanCase: 'dative', english: 'with', kinds: ['person'], slot: 'transport' }],
    [
      1.5,
      { german: 'ohne', germanCase: 'accusative', english: 'without', kinds: ['person'], slot: 'transport' },
    ],
    [1.5, { german: 'für', germanCase: 'accusative', english: 'for', kinds: ['person'], slot: 'transport' }],
  ] as const);
  return {
    type: 'phrase',
    slot,
    phrase: {
      german,
      case: germanCase,
      english,
      nominal: randomPhrase(random, kinds, { definite: true, plain: random.chance(0.6) }),
    },
  };
}
