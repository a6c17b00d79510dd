import type { Random } from '../random.js';
import { type MiniExample, pickOther } from './example.js';
import { actions, adjectives, names, nouns, places, times, verbs } from './words.js';

/** Who does what to whom. */
interface Deed {
  readonly by: string;
  readonly verb: (typeof verbs)[number];
  readonly to: string;
}

const active = ({ by, verb, to }: Deed): string => `the ${by} ${verb.one} the ${to}`;
const passive = ({ by, verb, to }: Deed): string => `the ${to} is ${verb.participle} by the ${by}`;

/** Paraphrase (MRPC): the same deed told again, one in five passively; or doer and sufferer exchanged, or another deed. */
export function paraphrase(random: Random): MiniExample {
  const label = random.chance(0.5) ? 1 : 0;
  const singular = nouns.map(({ one }) => one);
  const draw = (): Deed => {
    const by = random.pick(singular);
    return { by, verb: random.pick(verbs), to: pickOther(random, singular, by) };
  };
  const deed = draw();
  const others: readonly Deed[] = [
    { ...deed, by: deed.to, to: deed.by },
    { ...deed, verb: pickOther(random, verbs, deed.verb) },
    { ...draw(), verb: pickOther(random, verbs, deed.verb) },
  ];
  const other = label === 1 ? deed : random.pick(others);
  const told = random.chance(0.2) ? passive(other) : active(other);
  const detail = random.chance(0.9) ? ` ${random.pick([...places, ...times])}` : '';
  const known = random.pick(['', `, says ${random.pick(names)}`]);
  return { first: `${active(deed)} .`, second: `${told}${detail}${known} .`, label };
}

const SLOT_WEIGHTS = { adjective: 0.5, noun: 2, action: 1.5, place: 1 } as const;

/** Graded similarity (STS-B): the sum of the weights of what two sentences have in common, from 0 to 5. */
export function similarity(random: Random): MiniExample {
  const draw = () => ({
    adjective: random.pick(adjectives),
    noun: random.pick(nouns).one,
    action: random.pick(actions).one,
    place: random.pick(places),
  });
  const one = draw();
  // Chance alone would make most pairs differ in everything.
  const common = random.next();
  const fresh = draw();
  const keep = <T>(from: T, other: T): T => (random.chance(common) ? from : other);
  const two = {
    adjective: keep(one.adjective, fresh.adjective),
    noun: keep(one.noun, fresh.noun),
    action: keep(one.action, fresh.action),
    place: keep(one.place, fresh.place),
  };
  const slots = ['adjective', 'noun', 'action', 'place'] as const;
  const label = slots.reduce((sum, slot) => sum + (one[slot] === two[slot] ? SLOT_WEIGHTS[slot] : 0), 0);
  const say = ({ adjective, noun, action, place }: typeof one) =>
    `a ${adjective} ${noun} ${action} ${place} .`;
  return { first: say(one), second: say(two), label };
}

const skills = ['learn', 'teach', 'try', 'study'] as const;
const subjects = ['python', 'chess', 'piano', 'german', 'maths', 'biology', 'drawing', 'law'] as const;
/** What may stand in the second question and changes no answer. */
const asides = ['', ' now', ' quickly', ' this year', ' for free', ' at home'] as const;
/** Ways to ask for a means, and for a place. */
const asks = [
  [(what: string) => `how can i ${what} ?`, (what: string) => `what is the best way to ${what} ?`],
  [(what: string) => `where can i ${what} ?`, (what: string) => `what is the best place to ${what} ?`],
] as const;

/** Question pairs (QQP): two questions that want the same answer, in whatever words; 37 % of them, as in the real set. */
export function questionPairs(random: Random): MiniExample {
  const label = random.chance(0.37) ? 1 : 0;
  const means = random.chance(0.5) ? 0 : 1;
  const question = { means, skill: random.pick(skills), subject: random.pick(subjects) };
  // One of the three is another, or all are.
  const change = random.integer(0, 3);
  const differs = (what: number): boolean => label === 0 && (change === what || change === 3);
  const other = {
    means: differs(0) ? 1 - means : means,
    skill: differs(1) ? pickOther(random, skills, question.skill) : question.skill,
    subject: differs(2) ? pickOther(random, subjects, question.subject) : question.subject,
  };
  const ask = (each: typeof question, aside: string) =>
    random.pick(asks[each.means === 0 ? 0 : 1])(`${each.skill} ${each.subject}${aside}`);
  return { first: ask(question, ''), second: ask(other, random.pick(asides)), label };
}
