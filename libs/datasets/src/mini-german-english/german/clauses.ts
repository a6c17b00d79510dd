import {
  type Clause,
  type Complement,
  type Front,
  type Nominal,
  type SubordinateKind,
} from '../plan/meaning.js';
import { type Trace } from '../plan/trace.js';
import { germanAgreement, germanNominal, germanPrepositional } from './noun-phrases.js';
import { reflexivePronoun } from './pronouns.js';
import { germanVerbGroup } from './verb-group.js';

/** A part of the clause between the verbs: its place in the order and its words. */
interface Part {
  readonly order: number;
  readonly key: string;
  readonly words: readonly string[];
}

/** The order of the middle field, from pronouns to what belongs most closely to the verb at the end. */
const orders = {
  subject: 0,
  accusativePronoun: 1,
  reflexive: 1,
  dativePronoun: 2,
  time: 3,
  dative: 4,
  known: 5, // an accusative that is already known: den Brief
  frequency: 6,
  negation: 7,
  transport: 8,
  place: 8,
  manner: 9,
  new: 10, // an accusative that is new: einen Brief
  phrase: 11,
  predicate: 12,
} as const;

const conjunctions: Readonly<Record<SubordinateKind, readonly string[]>> = {
  dass: ['dass'],
  weil: ['weil'],
  wenn: ['wenn'],
  ob: ['ob'],
  obwohl: ['obwohl'],
  als: ['als'],
  bevor: ['bevor'],
  während: ['während'],
  immerWenn: ['immer', 'wenn'],
};

/** A main clause: what is in front, the finite verb, the middle, and the rest of the verb. */
export function mainClause(clause: Clause, front: Front | undefined, trace: Trace): string[] {
  const parts = middleField(clause, trace);
  const { finite, prefix, end } = germanVerbGroup(clause, trace);
  const { first, rest } = takeFront(parts, front);
  if (front !== undefined && front.type !== 'words') {
    trace.tag(front.type === 'adverbial' ? 'fronted:adverbial' : 'fronted:object');
  }
  if (prefix !== '') trace.tag('separable:split');
  return [
    ...first,
    finite,
    ...rest.flatMap((part) => part.words),
    ...end,
    ...(prefix === '' ? [] : [prefix]),
    ...continuation(clause, trace),
  ];
}

/** The finite verb first: yes-no questions, and main clauses behind a clause that stands in front. */
export function verbFirstClause(clause: Clause, trace: Trace): string[] {
  return mainClause(clause, { type: 'words', german: [], english: [] }, trace);
}

/** A subordinate clause with its conjunction and the verb at the end. */
export function subordinateClause(kind: SubordinateKind, clause: Clause, trace: Trace): string[] {
  trace.tag(`subordinate:${kind}`);
  return [...conjunctions[kind], ...verbFinal(middleField(clause, trace), clause, trace)];
}

/** A relative clause: the part with the relative pronoun first, the verb at the end. */
export function relativeClause(clause: Clause, trace: Trace): string[] {
  trace.tag('relative');
  const parts = middleField(clause, trace);
  const key = isRelative(clause.subject)
    ? 'subject'
    : `complement:${clause.complements.findIndex((complement) => isRelative(nominalOf(complement)))}`;
  const first = parts.filter((part) => part.key === key);
  if (first.length !== 1) throw new Error('relativeClause: expected one part with a relative pronoun');
  return verbFinal([...first, ...parts.filter((part) => part.key !== key)], clause, trace);
}

/** `das Auto zu reparieren`, `ihn anzurufen`: no subject, infinitive with zu at the end. */
export function infinitiveClause(clause: Clause, purpose: boolean, trace: Trace): string[] {
  trace.tag(purpose ? 'infinitive:um-zu' : 'infinitive:zu');
  const parts = middleField(clause, trace).filter((part) => part.key !== 'subject');
  if (clause.verb.german.prefix !== '') trace.tag('separable:zu');
  return [
    ...(purpose ? ['um'] : []),
    ...parts.flatMap((part) => part.words),
    ...germanVerbGroup(clause, trace).zu,
  ];
}

function verbFinal(parts: readonly Part[], clause: Clause, trace: Trace): string[] {
  const { finite, prefix, end } = germanVerbGroup(clause, trace);
  if (prefix !== '') trace.tag('separable:joined');
  return [...parts.flatMap((part) => part.words), ...end, prefix + finite, ...continuation(clause, trace)];
}

function continuation(clause: Clause, trace: Trace): string[] {
  const next = clause.continuation;
  if (next === undefined) return [];
  return next.type === 'subordinate'
    ? [',', ...subordinateClause(next.kind, next.clause, trace), ',']
    : [',', ...infinitiveClause(next.clause, next.purpose, trace), ','];
}

function takeFront(
  parts: readonly Part[],
  front: Front | undefined,
): { first: readonly string[]; rest: readonly Part[] } {
  if (front?.type === 'words') return { first: front.german, rest: parts };
  const key = front === undefined ? 'subject' : `${front.type}:${front.index}`;
  const first = parts.find((part) => part.key === key);
  if (first === undefined) throw new Error(`mainClause: there is no part ${key} to put in front`);
  return { first: first.words, rest: parts.filter((part) => part !== first) };
}

function middleField(clause: Clause, trace: Trace): Part[] {
  const { subject, verb, adverbials, complements } = clause;
  const parts: Part[] = [
    { order: orders.subject, key: 'subject', words: germanNominal(subject, 'nominative', trace) },
  ];
  if (verb.german.reflexive) {
    trace.tag('reflexive');
    const referent = subject.type === 'pronoun' ? subject.referent : germanAgreement(subject);
    parts.push({ order: orders.reflexive, key: 'reflexive', words: [reflexivePronoun(referent)] });
  }
  for (const [index, complement] of complements.entries()) {
    parts.push({
      order: orderOf(complement),
      key: `complement:${index}`,
      words: complementWords(complement, trace),
    });
  }
  for (const [index, adverbial] of adverbials.entries()) {
    const words =
      adverbial.type === 'phrase' ? germanPrepositional(adverbial.phrase, trace) : adverbial.german;
    if (adverbial.type === 'words' && adverbial.tag !== undefined) trace.tag(adverbial.tag);
    parts.push({ order: orders[adverbial.slot], key: `adverbial:${index}`, words });
  }
  if (clause.liking === true) {
    trace.tag('gern');
    parts.push({ order: orders.frequency, key: 'gern', words: ['gern'] });
  }
  if (clause.negated === true && !hasNegativeNoun(clause)) {
    trace.tag('nicht');
    parts.push({ order: orders.negation, key: 'nicht', words: ['nicht'] });
  }
  return parts.sort((a, b) => a.order - b.order);
}

/** `kein` already negates the clause. */
function hasNegativeNoun(clause: Clause): boolean {
  return clause.complements.some((complement) => {
    const nominal = nominalOf(complement);
    return nominal?.type === 'noun' && nominal.determiner === 'negative';
  });
}

function nominalOf(complement: Complement): Nominal | undefined {
  if (complement.type === 'object' || complement.type === 'nominal') return complement.nominal;
  return complement.type === 'phrase' ? complement.phrase.nominal : undefined;
}

function isRelative(nominal: Nominal | undefined): boolean {
  return nominal?.type === 'relative';
}

function orderOf(complement: Complement): number {
  switch (complement.type) {
    case 'object': {
      const { nominal } = complement;
      if (nominal.type === 'pronoun') {
        return complement.case === 'accusative' ? orders.accusativePronoun : orders.dativePronoun;
      }
      if (complement.case === 'dative') return orders.dative;
      return isKnown(nominal) ? orders.known : orders.new;
    }
    case 'phrase':
      return orders.phrase;
    case 'adjective':
    case 'nominal':
    case 'fixed':
      return orders.predicate;
  }
}

function isKnown(nominal: Nominal): boolean {
  if (nominal.type === 'and') return isKnown(nominal.left) && isKnown(nominal.right);
  if (nominal.type === 'body') return false;
  if (nominal.type !== 'noun' || nominal.owner !== undefined) return true;
  return (
    nominal.count === undefined &&
    !['indefinite', 'negative', 'none'].some((word) => word === nominal.determiner)
  );
}

function complementWords(complement: Complement, trace: Trace): string[] {
  switch (complement.type) {
    case 'object':
      return germanNominal(complement.nominal, complement.case, trace);
    case 'phrase':
      return germanPrepositional(complement.phrase, trace);
    case 'nominal':
      return germanNominal(complement.nominal, 'nominative', trace);
    case 'fixed':
      if (complement.tag !== undefined) trace.tag(complement.tag);
      return [...complement.german];
    case 'adjective': {
      trace.lemma(complement.adjective.base);
      if (complement.than === undefined) return [complement.adjective.base];
      trace.tag('comparative');
      return [
        complement.adjective.comparative,
        'als',
        ...germanNominal(complement.than, 'nominative', trace),
      ];
    }
  }
}
