/** Grammatical vocabulary shared by the lexicon and both grammars. */
export type Gender = 'm' | 'f' | 'n';
export type GrammaticalNumber = 'singular' | 'plural';
export type GermanCase = 'nominative' | 'accusative' | 'dative' | 'genitive';
export type Person = 1 | 2 | 3;

/** What a noun can be used for. Verbs ask for kinds, so that sentences make sense. */
export const kinds = [
  'person',
  'profession',
  'child',
  'animal',
  'pet',
  'bird',
  'food',
  'fruit',
  'drink',
  'mass',
  'dish',
  'readable',
  'writable',
  'told',
  'clothing',
  'headwear',
  'furniture',
  'seat',
  'container',
  'thing',
  'lies',
  'stands',
  'hangs',
  'openable',
  'machine',
  'tool',
  'driven',
  'cycle',
  'ridden',
  'transport',
  'sent',
  'place',
  'room',
  'building',
  'plan',
  'event',
  'weather',
  'thought',
  'sight',
  'song',
  'question',
  'appointment',
  'target',
  'talk',
  'paged',
  'priced',
  'part',
  'pear',
  'bulb',
  'bench',
  'bank',
  'castle',
  'lock',
  'ostrich',
  'bouquet',
  'piano',
  'wing',
  'goal',
  'gate',
  'court',
  'map',
  'rooster',
  'tap',
  'blanket',
  'ceiling',
  'snake',
  'queue',
  'wall',
  'lamp',
  'switched',
  'parcel',
  'mistake',
] as const;
export type Kind = (typeof kinds)[number];

/** How one is at a place and goes to it: `im Garten` in the garden, `in den Garten` into the garden. */
export interface PlaceUse {
  /** The German two-way preposition: dative for the position, accusative for the way there. */
  readonly german: 'in' | 'an' | 'auf';
  readonly position: string;
  readonly direction: string;
}

export interface EnglishNoun {
  readonly singular: string;
  readonly plural: string;
}

export interface Noun {
  readonly gender: Gender;
  readonly singular: string;
  readonly plural: string;
  readonly genitive: string;
  /** n-declension: every form but the nominative singular ends in -(e)n. */
  readonly weak: boolean;
  /** Mass nouns have no plural and no indefinite article, in both languages. */
  readonly mass: boolean;
  readonly english: EnglishNoun;
  /** The English with a possessive: mein Mann, my husband. */
  readonly ownedEnglish?: EnglishNoun;
  readonly kinds: ReadonlySet<Kind>;
  readonly place?: PlaceUse;
  /** For compounds: the nouns they are made of. */
  readonly parts?: readonly string[];
}

export interface Adjective {
  readonly base: string;
  /** What endings are put on: `dunkl` for dunkel, `hoh` for hoch. */
  readonly stem: string;
  readonly comparative: string;
  readonly english: string;
  readonly englishComparative: string;
  /** The kinds of nouns it goes with; empty: all. */
  readonly kinds: ReadonlySet<Kind>;
}

export interface GermanVerb {
  /** Without a separable prefix: `rufen` for anrufen. */
  readonly infinitive: string;
  readonly prefix: string;
  /** Third person singular, without prefix. */
  readonly present: string;
  /** First and third person singular, without prefix. */
  readonly preterite: string;
  /** Without prefix: `gerufen` for angerufen. */
  readonly participle: string;
  readonly auxiliary: 'haben' | 'sein';
  readonly reflexive: boolean;
}

export interface EnglishVerb {
  readonly base: string;
  readonly past: string;
  readonly participle: string;
  /** `up` in pick up: before a noun, after a pronoun. */
  readonly particle: string;
  /** `for` in look for: stands before the object. */
  readonly preposition: string;
  /** Has no progressive form. */
  readonly state: boolean;
}

/** What a verb asks for beside its subject. */
export type Frame =
  | { readonly type: 'none' }
  | { readonly type: 'object'; readonly case: 'accusative' | 'dative'; readonly kinds: readonly Kind[] }
  | { readonly type: 'recipient'; readonly kinds: readonly Kind[]; readonly english: 'indirect' | 'to' }
  | {
      readonly type: 'prepositional';
      readonly preposition: string;
      readonly case: 'accusative' | 'dative';
      readonly kinds: readonly Kind[];
    }
  | { readonly type: 'direction' }
  /** With a means of transport and a direction. */
  | { readonly type: 'travel' }
  | { readonly type: 'position' }
  | { readonly type: 'placement'; readonly kinds: readonly Kind[] }
  | { readonly type: 'fixed'; readonly german: readonly string[]; readonly english: readonly string[] };

export interface Verb {
  readonly german: GermanVerb;
  readonly english: EnglishVerb;
  readonly subject: readonly Kind[];
  readonly frame: Frame;
  /** The German word has another translation elsewhere in the lexicon, told apart by what stands beside it. */
  readonly ambiguous: boolean;
}
