import type { Random } from '../random.js';
import { type MiniExample, pickOther } from './example.js';
import { actions, adjectives, comparatives, names, nouns, places, times } from './words.js';

const CONTRADICTION = 0;
const NEUTRAL = 2;

/** What somebody does or does not do. */
const statement = (who: string, { one, base }: (typeof actions)[number], isDenied: boolean): string =>
  isDenied ? `the ${who} does not ${base}` : `the ${who} ${one}`;

/**
 * Entailment in three classes (MNLI): the same action, both told or both denied: entailment; told once and denied once:
 * contradiction; another action: neutral. Both sentences have denials equally often.
 */
export function threeWayEntailment(random: Random): MiniExample {
  const label = random.integer(CONTRADICTION, NEUTRAL);
  const who = random.pick(nouns).one;
  const action = random.pick(actions);
  const isDenied = random.chance(0.5);
  const isNeutral = label === NEUTRAL;
  const otherAction = isNeutral ? pickOther(random, actions, action) : action;
  const otherDenied = isNeutral ? random.chance(0.5) : (label === CONTRADICTION) !== isDenied;
  const described = random.chance(0.5) ? `${random.pick(adjectives)} ${who}` : who;
  // Whoever knows something, it is so.
  const known = random.chance(0.6) ? `${random.pick(names)} ${random.pick(['knows', 'sees'])} that ` : '';
  return {
    first: `${known}${statement(described, action, isDenied)} .`,
    second: `${statement(who, otherAction, otherDenied)} .`,
    label,
  };
}

/** Entailment in two classes (RTE): a comparison said again; or with the two exchanged, or with the opposite word. */
export function twoWayEntailment(random: Random): MiniExample {
  const isEntailed = random.chance(0.5);
  const [more, less] = random.pick(comparatives);
  const [one, other] = random.chance(0.5) ? [more, less] : [less, more];
  const first = random.pick(names);
  const second = pickOther(random, names, first);
  const isTurned = !isEntailed && random.chance(0.7);
  const word = isEntailed || isTurned ? one : other;
  const [subject, than] = isTurned ? [second, first] : [first, second];
  const known = random.pick(['', 'we know that ', 'they say that ', 'it is true that ', 'it is clear that ']);
  const surely = random.pick(['', 'surely ', 'therefore ']);
  return {
    first: `${known}${first} is ${one} than ${second} .`,
    second: `${surely}${subject} is ${word} than ${than} .`,
    label: isEntailed ? 0 : 1,
  };
}

/** Question and answer (QNLI): whether the sentence says where, or when, the one asked about does what is asked. */
export function questionAnswer(random: Random): MiniExample {
  const isAnswer = random.chance(0.5);
  const asksPlace = random.chance(0.5);
  const who = random.pick(nouns);
  const action = random.pick(actions);
  // One of the three is wrong, or all are.
  const fault = random.integer(0, 3);
  const isWrong = (what: number): boolean => !isAnswer && (fault === what || fault === 3);
  const saysPlace = asksPlace !== isWrong(0);
  const whoSaid = isWrong(1) ? pickOther(random, nouns, who) : who;
  const actionSaid = isWrong(2) ? pickOther(random, actions, action) : action;
  const detail = random.pick(saysPlace ? places : times);
  const known = random.chance(0.8) ? `, ${random.pick(['says', 'thinks'])} ${random.pick(names)}` : '';
  return {
    first: `${asksPlace ? 'where' : 'when'} does the ${who.one} ${action.base} ?`,
    second: `the ${whoSaid.one} ${actionSaid.one} ${detail}${known} .`,
    label: isAnswer ? 0 : 1,
  };
}
