import { adjectives } from '../lexicon/adjectives.js';
import { compounds } from '../lexicon/compounds.js';
import { ambiguousAnimals, animals, people } from '../lexicon/people-and-animals.js';
import { events, ideas, parts, places, weather } from '../lexicon/places-and-ideas.js';
import {
  ambiguousThings,
  clothes,
  drinks,
  foods,
  furniture,
  household,
  machines,
  texts,
  vehicles,
} from '../lexicon/things.js';
import { type Adjective, type Kind, type Noun } from '../lexicon/types.js';
import { type Random } from '../../random.js';

const lists: readonly (readonly Noun[])[] = [
  people,
  animals,
  texts,
  household,
  foods,
  drinks,
  clothes,
  furniture,
  machines,
  vehicles,
  places,
  ideas,
  events,
  weather,
  parts,
  ambiguousAnimals,
  ambiguousThings,
];

/** Every noun of the lexicon, without compounds. */
export const nouns: readonly Noun[] = lists.flat();

const byKinds = new Map<string, readonly Noun[]>();
const compoundsByKinds = new Map<string, readonly Noun[]>();
const adjectivesByNoun = new Map<Noun, readonly Adjective[]>();

/** The value under a key, worked out the first time. */
function remembered<K, V>(memory: Map<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

/** Nouns of any of the kinds, the frequent ones of every list first. */
export function nounsOf(kinds: readonly Kind[]): readonly Noun[] {
  return remembered(byKinds, kinds.join(' '), () => {
    const fitting = lists.map((list) => list.filter((noun) => isOfKind(noun, kinds)));
    const longest = Math.max(...fitting.map((list) => list.length));
    return Array.from({ length: longest }, (_, rank) =>
      fitting.flatMap((list) => list.slice(rank, rank + 1)),
    ).flat();
  });
}

export function isOfKind(noun: Noun, kinds: readonly Kind[]): boolean {
  return kinds.some((kind) => noun.kinds.has(kind));
}

/** A noun of one of the kinds; now and then a compound. */
export function pickNoun(random: Random, kinds: readonly Kind[]): Noun {
  if (random.chance(0.07)) {
    const fitting = remembered(compoundsByKinds, kinds.join(' '), () =>
      compounds.filter((noun) => isOfKind(noun, kinds)),
    );
    if (fitting.length > 0) return random.pick(fitting);
  }
  return random.pickZipf(nounsOf(kinds));
}

/** An adjective that goes with the noun, if there is one. */
export function pickAdjective(random: Random, noun: Noun): Adjective | undefined {
  const fitting = remembered(adjectivesByNoun, noun, () =>
    adjectives.filter((adjective) => [...noun.kinds].some((kind) => adjective.kinds.has(kind))),
  );
  return fitting.length === 0 ? undefined : random.pickZipf(fitting);
}

const notGradable = new Set([
  'kaputt',
  'schwarz',
  'rot',
  'weiß',
  'grün',
  'blau',
  'grau',
  'gelb',
  'leer',
  'voll',
  'reif',
]);

/** An adjective for comparing two things of this kind. */
export function pickGradable(random: Random, noun: Noun): Adjective | undefined {
  const adjective = pickAdjective(random, noun);
  return adjective === undefined || notGradable.has(adjective.base) ? undefined : adjective;
}
