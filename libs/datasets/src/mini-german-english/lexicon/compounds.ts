import { type Noun } from './types.js';
import { people } from './people-and-animals.js';
import { clothes, drinks, foods, furniture, household, texts } from './things.js';
import { events, parts } from './places-and-ideas.js';

/** A first part: the noun it comes from, its joining form, and its English. */
type Modifier = readonly [lemma: string, joined: string, english: string];

const rooms: readonly Modifier[] = [
  ['Küche', 'Küchen', 'kitchen'],
  ['Garten', 'Garten', 'garden'],
  ['Schule', 'Schul', 'school'],
  ['Büro', 'Büro', 'office'],
  ['Keller', 'Keller', 'cellar'],
  ['Badezimmer', 'Badezimmer', 'bathroom'],
  ['Hotel', 'Hotel', 'hotel'],
  ['Wohnzimmer', 'Wohnzimmer', 'living room'],
  ['Werkstatt', 'Werkstatt', 'workshop'],
  ['Schlafzimmer', 'Schlafzimmer', 'bedroom'],
  ['Kirche', 'Kirchen', 'church'],
];
const fruits: readonly Modifier[] = [
  ['Apfel', 'Apfel', 'apple'],
  ['Kirsche', 'Kirsch', 'cherry'],
  ['Erdbeere', 'Erdbeer', 'strawberry'],
  ['Pflaume', 'Pflaumen', 'plum'],
  ['Orange', 'Orangen', 'orange'],
  ['Banane', 'Bananen', 'banana'],
];
const vegetables: readonly Modifier[] = [
  ['Kartoffel', 'Kartoffel', 'potato'],
  ['Tomate', 'Tomaten', 'tomato'],
  ['Gemüse', 'Gemüse', 'vegetable'],
  ['Zwiebel', 'Zwiebel', 'onion'],
  ['Pilz', 'Pilz', 'mushroom'],
  ['Fisch', 'Fisch', 'fish'],
];
const seasons: readonly Modifier[] = [
  ['Winter', 'Winter', 'winter'],
  ['Sommer', 'Sommer', 'summer'],
  ['Leder', 'Leder', 'leather'],
  ['Regen', 'Regen', 'rain'],
];
const subjects: readonly Modifier[] = [
  ['Musik', 'Musik', 'music'],
  ['Deutsch', 'Deutsch', 'German'],
  ['Geschichte', 'Geschichts', 'history'],
  ['Mathematik', 'Mathematik', 'mathematics'],
  ['Englisch', 'Englisch', 'English'],
  ['Chemie', 'Chemie', 'chemistry'],
];
const sports: readonly Modifier[] = [
  ['Fußball', 'Fußball', 'football'],
  ['Tennis', 'Tennis', 'tennis'],
  ['Volleyball', 'Volleyball', 'volleyball'],
];

/** Joins a first part to a noun; gender, plural and use are those of the last noun. */
export function compound([lemma, joined, english]: Modifier, head: Noun): Noun {
  const join = (form: string): string =>
    form === '' ? '' : joined + form.charAt(0).toLowerCase() + form.slice(1);
  return {
    gender: head.gender,
    weak: head.weak,
    mass: head.mass,
    kinds: head.kinds,
    singular: join(head.singular),
    plural: join(head.plural),
    genitive: join(head.genitive),
    english: {
      singular: `${english} ${head.english.singular}`,
      plural: `${english} ${head.english.plural}`,
    },
    parts: [lemma, ...(head.parts ?? [head.singular])],
  };
}

function heads(list: readonly Noun[], ...names: string[]): Noun[] {
  return names.map((name) => {
    const noun = list.find(({ singular }) => singular === name);
    if (noun === undefined) throw new Error(`compounds: there is no noun ${name} in the lexicon`);
    return noun;
  });
}

function combine(modifiers: readonly Modifier[], nouns: readonly Noun[]): Noun[] {
  return nouns.flatMap((noun) => modifiers.map((modifier) => compound(modifier, noun)));
}

const keys = heads(household, 'Schlüssel');
const doors = combine(rooms, heads(parts, 'Tür'));
const cupboards = combine(rooms, heads(furniture, 'Schrank'));
/** The one door whose English is not the sum of its parts. */
const frontDoor: readonly Modifier[] = [['Haustür', 'Haustür', 'front door']];

/** A compound that opens another one: Kellertür, Kellertürschlüssel. */
function asModifier(noun: Noun): Modifier {
  return [noun.singular, noun.singular, noun.english.singular];
}

function keysOf(nouns: readonly Noun[]): Noun[] {
  return nouns.flatMap((noun) =>
    keys.map((key) => {
      const joined = compound(asModifier(noun), key);
      return { ...joined, parts: [...(noun.parts ?? []), key.singular] };
    }),
  );
}

/** All compounds that the rules allow; in the corpus each is rare, its parts are not. */
export const compounds: readonly Noun[] = [
  ...combine(rooms, [...heads(furniture, 'Tisch', 'Stuhl', 'Schrank'), ...heads(household, 'Lampe', 'Uhr')]),
  ...combine(rooms, heads(parts, 'Fenster', 'Wand', 'Boden')),
  ...doors,
  ...keysOf(doors),
  ...keysOf(cupboards),
  ...combine(frontDoor, keys),
  ...combine(fruits, [...heads(foods, 'Kuchen'), ...heads(drinks, 'Saft')]),
  ...combine(vegetables, heads(foods, 'Suppe', 'Salat')),
  ...combine(seasons, heads(clothes, 'Mantel', 'Jacke', 'Schuh', 'Stiefel', 'Handschuh', 'Hut')),
  ...combine(subjects, [...heads(people, 'Lehrer'), ...heads(texts, 'Buch'), ...heads(events, 'Prüfung')]),
  ...combine(sports, [...heads(household, 'Ball'), ...heads(clothes, 'Schuh'), ...heads(events, 'Spiel')]),
];
