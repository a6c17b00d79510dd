import { pluralOf } from '../english/noun-forms.js';
import { kinds, type EnglishNoun, type Gender, type Kind, type Noun, type PlaceUse } from './types.js';

const line =
  /^(?<article>der|die|das) (?<singular>\S+)(?: \((?<mark>n|s|es)\))?, (?<plural>\S+) = (?<english>[^#,]+?)(?:, (?<irregular>[^#]+?))?(?<tags>(?: #\S+)*)$/u;
const genders: Readonly<Record<string, Gender>> = { der: 'm', die: 'f', das: 'n' };
const knownKinds = new Map<string, Kind>(kinds.map((kind) => [kind, kind]));

/**
 * Reads dictionary lines: `der Wolf, Wölfe = wolf, wolves #animal`.
 *
 * After the singular: `(n)` n-declension, `(s)` or `(es)` a genitive that the rule would not give. A German plural `-`
 * marks a mass noun. The English plural is given when irregular. Tags are kinds, or a place `#in:in:into` (German
 * preposition, English position, English direction), or `#own=wife/wives`, the English with a possessive.
 */
export function parseNouns(shared: readonly Kind[], text: string): Noun[] {
  return text
    .split('\n')
    .map((entry) => entry.trim())
    .filter((entry) => entry.length > 0)
    .map((entry) => parseNoun(shared, entry));
}

function parseNoun(shared: readonly Kind[], entry: string): Noun {
  const groups = line.exec(entry)?.groups;
  const { article = '', singular = '', plural = '', english = '', irregular, mark, tags = '' } = groups ?? {};
  const gender = genders[article];
  if (groups === undefined || gender === undefined) {
    throw new SyntaxError(`parseNouns: expected "der Wolf, Wölfe = wolf, wolves #animal", got "${entry}"`);
  }
  const own = new Set<Kind>(shared);
  let place: PlaceUse | undefined;
  let ownedEnglish: EnglishNoun | undefined;
  for (const tag of tags.split(' #').filter((part) => part.length > 0)) {
    if (tag.includes(':')) place = parsePlace(tag, entry);
    else if (tag.startsWith('own=')) ownedEnglish = parseOwned(tag, entry);
    else own.add(kindOf(tag, entry));
  }
  const mass = plural === '-';
  return {
    gender,
    singular,
    plural: mass ? '' : plural,
    genitive: genitiveOf({ gender, singular, plural, mark }),
    weak: mark === 'n',
    mass,
    english: { singular: english, plural: irregular ?? pluralOf(english) },
    kinds: own,
    ...(place === undefined ? {} : { place }),
    ...(ownedEnglish === undefined ? {} : { ownedEnglish }),
  };
}

function kindOf(tag: string, entry: string): Kind {
  const kind = knownKinds.get(tag);
  if (kind === undefined) throw new SyntaxError(`parseNouns: unknown kind ${tag} in "${entry}"`);
  return kind;
}

function parseOwned(tag: string, entry: string): EnglishNoun {
  const [singular, plural] = tag.slice('own='.length).split('/');
  if (!singular || !plural)
    throw new SyntaxError(`parseNouns: expected own=wife/wives, got ${tag} in "${entry}"`);
  return { singular, plural };
}

function parsePlace(tag: string, entry: string): PlaceUse {
  const [german, position, direction] = tag.split(':');
  if ((german !== 'in' && german !== 'an' && german !== 'auf') || !position || !direction) {
    throw new SyntaxError(`parseNouns: expected a place like in:in:into, got ${tag} in "${entry}"`);
  }
  return { german, position: position.replaceAll('_', ' '), direction };
}

/** Feminines stay; weak nouns take the plural's form; sibilants and most words of one syllable take -es, the rest -s. */
function genitiveOf(noun: {
  gender: Gender;
  singular: string;
  plural: string;
  mark: string | undefined;
}): string {
  const { gender, singular, plural, mark } = noun;
  if (gender === 'f') return singular;
  if (mark === 'n') return plural;
  if (mark !== undefined) return singular + mark;
  if (singular.endsWith('nis')) return `${singular}ses`;
  const syllables = singular.match(/[aeiouyäöü]+/giu)?.length ?? 1;
  const long = /(?:s|ß|x|z|sch)$/u.test(singular) || (syllables === 1 && !/[aeiouyäöü]h?$/iu.test(singular));
  return singular + (long ? 'es' : 's');
}
