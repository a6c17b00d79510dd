import type { Random } from '../random.js';
import { type MiniExample, pickOther } from './example.js';
import { actions, adjectives, nouns, places, times, verbs } from './words.js';

/** Who does what to whom. */
interface Deed {
  readonly by: string;
  readonly verb: (typeof verbs)[number];
  readonly to: string;
}

const active = ({ by, verb, to }: Deed): string => `the ${by} ${verb.one} the ${to}`;
const passive = ({ by, verb, to }: Deed): string => `the ${to} is ${verb.participle} by the ${by}`;

/** Paraphrase (MRPC): the same deed, told actively or passively; or who does it and who suffers it are exchanged. */
export function paraphrase(random: Random): MiniExample {
  const label = random.chance(0.5) ? 1 : 0;
  const singular = nouns.map(({ one }) => one);
  const by = random.pick(singular);
  const deed = { by, verb: random.pick(verbs), to: pickOther(random, singular, by) };
  const exchanged = { ...deed, by: deed.to, to: deed.by };
  const changed = random.chance(0.7) ? exchanged : { ...deed, verb: pickOther(random, verbs, deed.verb) };
  const other = label === 1 ? deed : changed;
  const tell = (each: Deed) => (random.chance(0.3) ? passive(each) : active(each));
  const place = random.chance(0.8) ? ` ${random.pick([...places, ...times])}` : '';
  return { first: `${tell(deed)}${place} .`, second: `${tell(other)} .`, label };
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
const subjects = ['python', 'chess', 'piano', 'german', 'maths'] as const;
/** What may stand in either question and changes no answer. */
const asides = ['', ' now', ' quickly', ' this year'] as const;
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
  const change = random.integer(0, 2);
  const other = { ...question };
  if (label === 0 && change === 0) other.means = 1 - means;
  if (label === 0 && change === 1) other.skill = pickOther(random, skills, question.skill);
  if (label === 0 && change === 2) other.subject = pickOther(random, subjects, question.subject);
  const ask = (each: typeof question) =>
    random.pick(asks[each.means === 0 ? 0 : 1])(`${each.skill} ${each.subject}${random.pick(asides)}`);
  return { first: ask(question), second: ask(other), label };
}
