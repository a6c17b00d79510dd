import { type Clause, type Nominal, type Sentence, type Tense } from '../plan/meaning.js';
import { motionVerbs } from '../lexicon/more-verbs.js';
import { type Random } from '../../random.js';
import { randomClause, randomVerb } from './clauses.js';
import { hasDistinctNominative, pronoun, randomSubject, referents } from './nominals.js';
import { nounsOf } from './vocabulary.js';

function asked(random: Random, kinds: Parameters<typeof randomSubject>[1]): Nominal {
  const { du, ihr, Sie } = referents;
  if (kinds.includes('person') && random.chance(0.45)) return pronoun(random.pick([du, ihr, Sie, Sie]));
  let subject = randomSubject(random, kinds);
  while (subject.type === 'body') subject = randomSubject(random, kinds);
  return subject;
}

/** `Hast du den Schlüssel gefunden?` */
export function yesNoQuestion(random: Random): Sentence {
  const verb = randomVerb(random);
  const clause = randomClause(random, { verb, subject: asked(random, verb.subject) });
  if (clause.adverbials.some(({ slot }) => slot === 'frequency')) return yesNoQuestion(random);
  return hasKein(clause) ? yesNoQuestion(random) : { type: 'yes-no', clause: { ...clause, negated: false } };
}

function hasKein(clause: Clause): boolean {
  return clause.complements.some(
    (complement) =>
      complement.type === 'object' &&
      complement.nominal.type === 'noun' &&
      complement.nominal.determiner === 'negative',
  );
}

/** `Wer hat das Fenster geöffnet?` `Was kauft die Frau?` `Wem hilfst du?` */
export function whoWhatQuestion(random: Random): Sentence {
  const verb = randomVerb(random);
  if (!verb.subject.includes('person')) return whoWhatQuestion(random);
  if (random.chance(0.4)) {
    const subject: Nominal = { type: 'question', human: true };
    return {
      type: 'who-what',
      clause: randomClause(random, { verb, subject, simple: true, tense: pastOrPresent(random) }),
    };
  }
  const { frame } = verb;
  // Without its object a verb such as fahren could be drive or ride.
  if (frame.type !== 'object' || verb.ambiguous) return whoWhatQuestion(random);
  const human = frame.kinds.length === 1 && frame.kinds[0] === 'person';
  const subject = asked(random, verb.subject);
  // `Was sieht die Frau?` could ask for either side; with people only `wen` and `wem` are clear.
  if (
    !human &&
    (frame.kinds.includes('person') || !(hasDistinctNominative(subject) || subject.type === 'pronoun'))
  )
    return whoWhatQuestion(random);
  const clause = randomClause(random, { verb, subject, simple: true, tense: 'perfect' });
  const complements: Clause['complements'] = [
    { type: 'object', case: frame.case, nominal: { type: 'question', human }, english: 'object' },
  ];
  return { type: 'who-what', clause: { ...clause, complements }, index: 0 };
}

function pastOrPresent(random: Random): Tense {
  return random.pick(['perfect', 'perfect', 'present']);
}

/** `Wann kommst du an?` `Warum weint das Kind?` `Wohin ist er gegangen?` `Wie viele Bücher hast du gekauft?` */
export function whereWhenQuestion(random: Random): Sentence {
  return random.weighted<() => Sentence>([
    [3, () => adverbQuestion(random, 'warum', 'why')],
    [2.5, () => adverbQuestion(random, 'wann', 'when')],
    [2, () => adverbQuestion(random, 'wo', 'where')],
    [1.5, () => whereTo(random)],
    [2, () => howMany(random)],
  ])();
}

function adverbQuestion(random: Random, german: string, english: string): Sentence {
  const verb = randomVerb(random);
  const open = verb.frame.type === 'object' || verb.frame.type === 'none';
  if (!verb.subject.includes('person') || (german === 'wo' && !open))
    return adverbQuestion(random, german, english);
  const clause = randomClause(random, {
    verb,
    subject: asked(random, verb.subject),
    simple: true,
    tense: german === 'warum' ? pastOrPresent(random) : 'perfect',
  });
  return { type: 'where-when', clause, german, english };
}

function whereTo(random: Random): Sentence {
  const verb = random.pickZipf(motionVerbs);
  const clause = randomClause(random, {
    verb,
    subject: asked(random, ['person']),
    simple: true,
    tense: 'perfect',
  });
  return { type: 'where-when', clause: { ...clause, complements: [] }, german: 'wohin', english: 'where' };
}

function howMany(random: Random): Sentence {
  const verb = randomVerb(random);
  const { frame } = verb;
  if (frame.type !== 'object' || frame.case !== 'accusative' || verb.german.reflexive) return howMany(random);
  const noun = random.pickZipf(nounsOf(frame.kinds));
  const subject = asked(random, verb.subject);
  const clear = subject.type === 'pronoun' && hasDistinctNominative(subject);
  if (noun.mass || !clear || verb.english.preposition !== '') return howMany(random);
  const clause = randomClause(random, { verb, subject, simple: true, tense: 'perfect' });
  return {
    type: 'where-when',
    clause: { ...clause, complements: [] },
    german: `wie viele ${noun.plural}`,
    english: `how many ${noun.english.plural}`,
  };
}
