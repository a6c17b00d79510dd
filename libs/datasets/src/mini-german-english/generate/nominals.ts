import { firstNames } from '../lexicon/names.js';
import { type Kind, type Noun } from '../lexicon/types.js';
import { type Determiner, type Nominal, type NounPhrase, type Referent } from '../plan/meaning.js';
import { type Random } from '../../random.js';
import { pickAdjective, pickNoun } from './vocabulary.js';

const m = { gender: 'm', english: 'he' } as const;
export const referents = {
  ich: { person: 1, number: 'singular', ...m },
  du: { person: 2, number: 'singular', ...m },
  er: { person: 3, number: 'singular', ...m },
  sie: { person: 3, number: 'singular', gender: 'f', english: 'she' },
  wir: { person: 1, number: 'plural', ...m },
  ihr: { person: 2, number: 'plural', ...m },
  sieAlle: { person: 3, number: 'plural', ...m },
  Sie: { person: 2, number: 'plural', ...m, polite: true },
} as const satisfies Record<string, Referent>;

const subjectReferents: readonly (readonly [number, Referent])[] = [
  [5, referents.ich],
  [2, referents.du],
  [5, referents.er],
  [5, referents.sie],
  [4, referents.wir],
  [1, referents.ihr],
  [3, referents.sieAlle],
];

/** What kind of noun phrase is wanted. */
export interface PhraseOptions {
  /** Whoever the possessive may point back to: the subject of the clause. */
  readonly possessor?: Referent | undefined;
  /** Ask for kein. */
  readonly negative?: boolean;
  /** Only definite ones, so that a sentence can start with them. */
  readonly definite?: boolean;
  readonly plain?: boolean;
}

export function pronoun(referent: Referent): Nominal {
  return { type: 'pronoun', referent };
}

/** A noun phrase of one of the kinds: number, article, adjectives and owner at random. */
export function randomPhrase(
  random: Random,
  kinds: readonly Kind[],
  options: PhraseOptions = {},
): NounPhrase {
  const noun = pickNoun(random, kinds);
  return randomPhraseOf(random, noun, options);
}

export function randomPhraseOf(random: Random, noun: Noun, options: PhraseOptions = {}): NounPhrase {
  const plural = !noun.mass && random.chance(0.24);
  const count = plural && options.definite !== true && options.negative !== true && random.chance(0.3);
  const determiner = count ? 'none' : randomDeterminer(random, { noun, plural, options });
  const adjective = options.plain !== true && random.chance(0.35) ? pickAdjective(random, noun) : undefined;
  const second = adjective !== undefined && random.chance(0.08) ? pickAdjective(random, noun) : undefined;
  const adjectives = adjective === undefined ? [] : [adjective];
  if (second !== undefined && second.base !== adjective?.base) adjectives.push(second);
  const owner =
    determiner === 'definite' && options.plain !== true && random.chance(0.14)
      ? randomOwner(random, noun)
      : undefined;
  return {
    type: 'noun',
    noun,
    number: plural ? 'plural' : 'singular',
    determiner,
    adjectives,
    ...(count ? { count: random.integer(2, 12) } : {}),
    ...(owner === undefined ? {} : { owner }),
  };
}

function randomDeterminer(
  random: Random,
  {
    noun,
    plural,
    options,
  }: { readonly noun: Noun; readonly plural: boolean; readonly options: PhraseOptions },
): Determiner {
  if (options.negative === true) return 'negative';
  // Two people have no husband in common.
  const shares = noun.ownedEnglish !== undefined && options.possessor?.number === 'plural';
  const possessor = shares ? undefined : options.possessor;
  const own: Determiner = {
    possessor:
      possessor ??
      random.pick([referents.ich, referents.du, ...(noun.ownedEnglish === undefined ? [referents.wir] : [])]),
  };
  const shared = noun.kinds.has('place') && !noun.kinds.has('room');
  const several = plural && noun.ownedEnglish !== undefined;
  const owns = shared || several ? 0 : options.definite === true ? 0.5 : possessor === undefined ? 0.6 : 1.6;
  if (noun.mass) {
    return random.weighted<Determiner>([
      [3, 'definite'],
      [options.definite === true || noun.kinds.has('weather') ? 0 : 4, 'none'],
      [noun.kinds.has('weather') ? 0 : owns, own],
    ]);
  }
  return random.weighted<Determiner>([
    [5, 'definite'],
    [options.definite === true ? 0 : plural ? 1 : 3, 'indefinite'],
    [owns, own],
    [0.6, 'this'],
    [plural ? 0 : 0.25, 'every'],
  ]);
}

/** Things belong to people, parts to houses. */
function randomOwner(random: Random, noun: Noun): Nominal | undefined {
  if (noun.kinds.has('part')) return randomPhrase(random, ['building'], { definite: true, plain: true });
  const things: readonly Kind[] = [
    'thing',
    'clothing',
    'readable',
    'furniture',
    'transport',
    'machine',
    'plan',
    'thought',
    'pet',
  ];
  if (!things.some((kind) => noun.kinds.has(kind))) return undefined;
  if (random.chance(0.4)) return randomName(random);
  return randomPhrase(random, ['person'], { definite: true, plain: true });
}

export function randomName(random: Random): Nominal {
  const { name, gender } = random.pickZipf(firstNames);
  return { type: 'name', name, gender };
}

/** Someone or something that does what the verb says. */
export function randomSubject(random: Random, kinds: readonly Kind[]): Nominal {
  if (!kinds.includes('person')) return randomPhrase(random, kinds);
  return random.weighted<() => Nominal>([
    [5, () => randomPhrase(random, kinds)],
    [3.6, () => pronoun(random.weighted(subjectReferents))],
    [1.2, () => randomName(random)],
    [0.5, () => randomPair(random, kinds)],
    [0.3, () => ({ type: 'body', negative: random.chance(0.5) })],
  ])();
}

function randomPair(random: Random, kinds: readonly Kind[]): Nominal {
  const [left, right] = [randomPart(random, kinds), randomPart(random, kinds)];
  return headOf(left) === headOf(right) ? left : { type: 'and', left, right };
}

function headOf(nominal: Nominal): string {
  return nominal.type === 'noun' ? nominal.noun.singular : nominal.type === 'name' ? nominal.name : '';
}

function randomPart(random: Random, kinds: readonly Kind[]): Nominal {
  return random.chance(0.4)
    ? randomName(random)
    : randomPhrase(random, kinds, { definite: true, plain: true });
}

/** An object: a noun phrase, or a pronoun when people are meant. Accusative `sie` is left out: it could be her or them. */
export function randomObject(
  random: Random,
  kinds: readonly Kind[],
  options: PhraseOptions & { readonly case: 'accusative' | 'dative'; readonly subject: Nominal },
): Nominal {
  const people = kinds.length === 1 && kinds[0] === 'person';
  if (people && options.negative !== true && random.chance(0.4)) {
    const { ich, du, er, sie, wir, ihr, sieAlle } = referents;
    const some = [ich, du, er, wir, ihr, ...(options.case === 'dative' ? [sie, sieAlle] : [])];
    const others = some.filter((referent) => !overlaps(referent, options.subject));
    if (others.length > 0) return pronoun(random.pick(others));
  }
  if (people && options.negative !== true && random.chance(0.15)) {
    const name = randomName(random);
    if (name.type === 'name' && options.subject.type !== 'name') return name;
  }
  return randomPhrase(random, kinds, options);
}

/** `ich` cannot be its own object without mich selbst, nor can `wir` see mich. */
function overlaps(referent: Referent, subject: Nominal): boolean {
  if (subject.type !== 'pronoun') return false;
  return subject.referent.person === referent.person && referent.person !== 3;
}

/** How a later pronoun or possessive refers to this; nothing where English could not tell (das Kind). */
export function referentOf(nominal: Nominal): Referent | undefined {
  switch (nominal.type) {
    case 'pronoun':
      return nominal.referent;
    case 'name':
      return nominal.gender === 'm' ? referents.er : referents.sie;
    case 'and':
      return referents.sieAlle;
    case 'noun': {
      if (nominal.number === 'plural') return referents.sieAlle;
      const { gender, kinds, english } = nominal.noun;
      if (!kinds.has('person')) return { person: 3, number: 'singular', gender, english: 'it' };
      if (english.singular === 'girl') return undefined;
      return gender === 'm' ? referents.er : gender === 'f' ? referents.sie : undefined;
    }
    case 'body':
    case 'question':
    case 'relative':
    case 'expletive':
      return undefined;
  }
}

/** Whether the German nominative shows: so that an object may stand before it, or a relative clause is not misread. */
export function hasDistinctNominative(nominal: Nominal): boolean {
  if (nominal.type === 'pronoun') {
    const { person, number, gender, polite } = nominal.referent;
    return polite !== true && (person !== 3 || (number === 'singular' && gender === 'm'));
  }
  return (
    nominal.type === 'noun' &&
    nominal.noun.gender === 'm' &&
    nominal.number === 'singular' &&
    hasArticle(nominal)
  );
}

/** Whether the German accusative or dative shows on an object. */
export function hasDistinctCase(nominal: Nominal, germanCase: 'accusative' | 'dative'): boolean {
  if (nominal.type === 'pronoun') return germanCase === 'dative' || hasDistinctNominative(nominal);
  if (nominal.type !== 'noun' || !hasArticle(nominal)) return false;
  return germanCase === 'dative' || (nominal.noun.gender === 'm' && nominal.number === 'singular');
}

function hasArticle({ determiner, owner, number }: NounPhrase): boolean {
  return (
    determiner !== 'none' && owner?.type !== 'name' && !(determiner === 'indefinite' && number === 'plural')
  );
}
