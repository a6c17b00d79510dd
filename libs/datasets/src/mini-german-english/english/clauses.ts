import {
  type Adverbial,
  type Clause,
  type Complement,
  type Nominal,
  type Slot,
  type SubordinateKind,
} from '../plan/meaning.js';
import { englishNominal, englishPrepositional, type Use } from './noun-phrases.js';
import { englishVerbGroup, negatedAuxiliary } from './verb-group.js';

/** What is left out of the clause's own order because it stands elsewhere, and how the clause starts. */
export interface EnglishOptions {
  /** Invert subject and auxiliary, as in a question. */
  readonly inverted?: boolean;
  /** An adverbial that stands in front of the clause. */
  readonly frontedAdverbial?: number;
  /** A complement that is asked for or that a relative pronoun stands for. */
  readonly gap?: number;
}

const conjunctions: Readonly<Record<SubordinateKind, string>> = {
  dass: 'that',
  weil: 'because',
  wenn: 'if',
  ob: 'whether',
  obwohl: 'although',
  als: 'when',
  bevor: 'before',
  während: 'while',
  immerWenn: 'whenever',
};

/** Subject, verb, objects, and where, how and when, in English order. */
export function englishClause(clause: Clause, options: EnglishOptions = {}): string[] {
  const subject = englishNominal(clause.subject, 'subject');
  const negated = clause.negated === true;
  const asked = clause.subject.type === 'question';
  const inverted = options.inverted === true && !asked;
  const { auxiliary, rest } = englishVerbGroup(clause, negated || inverted);
  const frequency = adverbialWords(clause, 'frequency', options);
  const helper = auxiliary === '' ? [] : [auxiliary];
  const start = inverted
    ? [...helper, ...subject, ...(negated ? ['not'] : [])]
    : [...subject, ...(negated ? negatedAuxiliary(auxiliary) : helper)];
  return [...start, ...frequency, ...rest, ...afterVerb(clause, options), ...continuation(clause)];
}

/** Everything behind the subject of an infinitive: `to repair the car`. */
export function englishInfinitive(clause: Clause, purpose: boolean): string[] {
  return [
    ...(purpose ? ['in', 'order'] : []),
    'to',
    clause.verb.english.base,
    ...afterVerb(clause, {}),
    ...continuation(clause),
  ];
}

/** A subordinate clause with its conjunction. */
export function englishSubordinate(kind: SubordinateKind, clause: Clause): string[] {
  return [conjunctions[kind], ...englishClause(clause)];
}

/** A relative clause: `who sleeps`, `that the boy bought`, `with whom she spoke`, `whose car is old`. */
export function englishRelative(clause: Clause): string[] {
  if (clause.subject.type === 'relative') return englishClause(clause);
  const gap = clause.complements.findIndex((complement) => nominalOf(complement)?.type === 'relative');
  const complement = clause.complements[gap];
  const nominal = complement === undefined ? undefined : nominalOf(complement);
  if (nominal === undefined) throw new Error('englishRelative: expected a relative pronoun in the clause');
  return [...englishNominal(nominal, 'object'), ...englishClause(clause, { gap })];
}

/** The words of an adverbial. */
export function englishAdverbial(adverbial: Adverbial): readonly string[] {
  return adverbial.type === 'words' ? adverbial.english : englishPrepositional(adverbial.phrase);
}

function englishSlot(adverbial: Adverbial): Slot {
  return adverbial.type === 'words' ? (adverbial.englishSlot ?? adverbial.slot) : adverbial.slot;
}

function adverbialWords(clause: Clause, slot: Slot, options: EnglishOptions): string[] {
  return clause.adverbials.flatMap((adverbial, index) =>
    englishSlot(adverbial) === slot && index !== options.frontedAdverbial ? englishAdverbial(adverbial) : [],
  );
}

function continuation(clause: Clause): string[] {
  const next = clause.continuation;
  if (next === undefined) return [];
  return next.type === 'subordinate'
    ? englishSubordinate(next.kind, next.clause)
    : englishInfinitive(next.clause, next.purpose);
}

function afterVerb(clause: Clause, options: EnglishOptions): string[] {
  const use: Use = clause.negated === true ? 'negated-object' : 'object';
  const { particle, preposition } = clause.verb.english;
  const complements = clause.complements
    .map((complement, index) => ({ complement, gap: index === options.gap }))
    .sort((a, b) => Number(isMeans(a.complement)) - Number(isMeans(b.complement)));
  const indirect = complements.flatMap(({ complement, gap }) =>
    isObject(complement, 'indirect') && !gap ? englishNominal(complement.nominal, use) : [],
  );
  const direct = complements.find(({ complement }) => isObject(complement, 'object'));
  const directWords =
    direct !== undefined && isObject(direct.complement, 'object') && !direct.gap
      ? englishNominal(direct.complement.nominal, use)
      : [];
  const light =
    direct !== undefined &&
    isObject(direct.complement, 'object') &&
    direct.complement.nominal.type === 'pronoun';
  const object = preposition === '' || direct === undefined ? directWords : [preposition, ...directWords];
  // `picks up the boy`, but `picks him up`; before a preposition the particle always stays with the verb.
  const particleWords = particle === '' ? [] : particle.split(' ');
  const withParticle =
    light && preposition === '' ? [...object, ...particleWords] : [...particleWords, ...object];
  return [
    ...indirect,
    ...withParticle,
    ...complements.flatMap(({ complement, gap }) => otherComplement(complement, { gap, preposition, use })),
    ...adverbialWords(clause, 'manner', options),
    ...adverbialWords(clause, 'transport', options),
    ...adverbialWords(clause, 'place', options),
    ...adverbialWords(clause, 'time', options),
  ];
}

function otherComplement(
  complement: Complement,
  { gap, preposition, use }: { readonly gap: boolean; readonly preposition: string; readonly use: Use },
): readonly string[] {
  switch (complement.type) {
    case 'object':
      if (complement.english !== 'to') return [];
      return gap ? ['to'] : ['to', ...englishNominal(complement.nominal, use)];
    case 'phrase': {
      const english = complement.phrase.english === '' ? preposition : complement.phrase.english;
      const words = gap ? [] : englishPrepositional({ ...complement.phrase, english: '' }, use);
      return [...english.split(' ').filter((word) => word !== ''), ...words];
    }
    case 'nominal':
      return englishNominal(complement.nominal, use);
    case 'fixed':
      return complement.english;
    case 'adjective':
      if (complement.than === undefined) return complement.adjective.english.split(' ');
      return [
        ...complement.adjective.englishComparative.split(' '),
        'than',
        ...englishNominal(complement.than, 'object'),
      ];
  }
}

/** `by train` stands behind the direction. */
function isMeans(complement: Complement): boolean {
  return complement.type === 'phrase' && complement.phrase.bare === true;
}

type ObjectComplement = Extract<Complement, { type: 'object' }>;

function isObject(
  complement: Complement,
  english: ObjectComplement['english'],
): complement is ObjectComplement {
  return complement.type === 'object' && complement.english === english;
}

function nominalOf(complement: Complement): Nominal | undefined {
  if (complement.type === 'object' || complement.type === 'nominal') return complement.nominal;
  return complement.type === 'phrase' ? complement.phrase.nominal : undefined;
}
