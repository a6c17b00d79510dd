import { type Modal } from '../german/verb-forms.js';
import {
  type Adjective,
  type Gender,
  type GermanCase,
  type GrammaticalNumber,
  type Noun,
  type Person,
  type Verb,
} from '../lexicon/types.js';

/**
 * What a sentence says, before it is said: one tree, from which the German and the English grammar each make their own
 * words, order and endings.
 */

/** A speaker, a listener, or someone or something spoken of. */
export interface Referent {
  readonly person: Person;
  readonly number: GrammaticalNumber;
  /** Of the German noun: `er` for der Tisch. */
  readonly gender: Gender;
  /** The English third person singular. */
  readonly english: 'he' | 'she' | 'it';
  /** The polite `Sie`. */
  readonly polite?: boolean;
}

export type Determiner =
  'definite' | 'indefinite' | 'negative' | 'this' | 'every' | 'none' | { readonly possessor: Referent };

export interface NounPhrase {
  readonly type: 'noun';
  readonly noun: Noun;
  readonly number: GrammaticalNumber;
  readonly determiner: Determiner;
  readonly adjectives: readonly Adjective[];
  /** A cardinal number of at least two: `drei Hunde`. */
  readonly count?: number;
  /** `das Dach des Hauses`, `das Auto meines Vaters`. */
  readonly owner?: Nominal;
  readonly relative?: RelativeClause;
}

export type Nominal =
  | NounPhrase
  | { readonly type: 'pronoun'; readonly referent: Referent }
  | { readonly type: 'name'; readonly name: string; readonly gender: 'm' | 'f' }
  | { readonly type: 'and'; readonly left: Nominal; readonly right: Nominal }
  /** `jemand`, `niemand` */
  | { readonly type: 'body'; readonly negative: boolean }
  /** `wer`, `was` in a question */
  | { readonly type: 'question'; readonly human: boolean }
  /** The gap of a relative clause: `der`, `den`, `dessen Auto` (with `owned`). */
  | {
      readonly type: 'relative';
      readonly gender: Gender;
      readonly number: GrammaticalNumber;
      readonly human: boolean;
      readonly owned?: NounPhrase;
    }
  /** The German `es` of weather and existence. */
  | { readonly type: 'expletive'; readonly english: 'it' | 'there'; readonly number: GrammaticalNumber };

export interface RelativeClause {
  readonly clause: Clause;
}

/** A preposition with its noun: `im Garten` in the garden. */
export interface PrepositionalPhrase {
  readonly german: string;
  readonly case: Exclude<GermanCase, 'nominative'>;
  readonly english: string;
  readonly nominal: Nominal;
  /** One of the prepositions whose case tells position from direction. */
  readonly twoWay?: boolean;
  /** English takes the noun without an article: mit dem Zug, by train. */
  readonly bare?: boolean;
}

/** Where in the middle of the sentence a part stands, in both languages. */
export type Slot = 'time' | 'frequency' | 'place' | 'manner' | 'transport';

export type Adverbial =
  | {
      readonly slot: Slot;
      readonly type: 'words';
      readonly german: readonly string[];
      readonly english: readonly string[];
      /** Where the English words stand, when elsewhere: `noch` (nicht) ... yet. */
      readonly englishSlot?: Slot;
      readonly tag?: string;
    }
  | { readonly slot: Slot; readonly type: 'phrase'; readonly phrase: PrepositionalPhrase };

export type Complement =
  | {
      readonly type: 'object';
      readonly case: 'accusative' | 'dative';
      readonly nominal: Nominal;
      readonly english: 'object' | 'indirect' | 'to';
    }
  | { readonly type: 'phrase'; readonly phrase: PrepositionalPhrase }
  | { readonly type: 'adjective'; readonly adjective: Adjective; readonly than?: Nominal }
  | { readonly type: 'nominal'; readonly nominal: Nominal }
  | {
      readonly type: 'fixed';
      readonly german: readonly string[];
      readonly english: readonly string[];
      readonly tag?: string;
    };

export type Tense =
  'present' | 'progressive' | 'preterite' | 'perfect' | 'presentPerfect' | 'future' | 'presentFuture';

export type SubordinateKind =
  'dass' | 'weil' | 'wenn' | 'ob' | 'obwohl' | 'als' | 'bevor' | 'während' | 'immerWenn';

/** A clause that follows: a subordinate one, or an infinitive with zu that shares the subject. */
export type Continuation =
  | { readonly type: 'subordinate'; readonly kind: SubordinateKind; readonly clause: Clause }
  | { readonly type: 'infinitive'; readonly purpose: boolean; readonly clause: Clause };

export interface Clause {
  readonly subject: Nominal;
  readonly verb: Verb;
  readonly tense: Tense;
  readonly modal?: Modal;
  /** `gern`: to like to. */
  readonly liking?: boolean;
  readonly negated?: boolean;
  readonly complements: readonly Complement[];
  readonly adverbials: readonly Adverbial[];
  readonly continuation?: Continuation;
}

/** What stands before the finite verb of a main clause; the subject, when nothing is said. */
export type Front =
  | { readonly type: 'adverbial'; readonly index: number }
  | { readonly type: 'complement'; readonly index: number }
  | { readonly type: 'words'; readonly german: readonly string[]; readonly english: readonly string[] };

export type Sentence =
  | { readonly type: 'statement'; readonly clause: Clause; readonly front?: Front }
  | {
      readonly type: 'fronted-clause';
      readonly kind: SubordinateKind;
      readonly first: Clause;
      readonly main: Clause;
    }
  | {
      readonly type: 'pair';
      readonly joint: 'und' | 'aber' | 'denn' | 'deshalb';
      readonly left: Clause;
      readonly right: Clause;
    }
  | { readonly type: 'yes-no'; readonly clause: Clause }
  | { readonly type: 'who-what'; readonly clause: Clause; readonly index?: number }
  | {
      readonly type: 'where-when';
      readonly clause: Clause;
      readonly german: string;
      readonly english: string;
    };
