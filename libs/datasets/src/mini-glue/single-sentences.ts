import type { Random } from '../random.js';
import type { MiniExample } from './example.js';
import { adjectives, nouns, verbs } from './words.js';

const maybeAdjective = (random: Random): string[] => (random.chance(0.3) ? [random.pick(adjectives)] : []);

/**
 * Acceptability (CoLA): a clause whose verb agrees with its subject, also over a second noun of the other number. Half of
 * them are broken: the verb agrees with nothing, or an article stands behind its noun.
 */
export function acceptability(random: Random): MiniExample {
  const [isPlural, nearIsPlural, objectIsPlural] = [0.5, 0.5, 0.5].map((chance) => random.chance(chance));
  const noun = (plural: boolean | undefined) => random.pick(nouns)[plural === true ? 'many' : 'one'];
  const near = random.chance(0.3) ? ['near', 'the', noun(nearIsPlural)] : [];
  const label = random.chance(0.5) ? 1 : 0;
  const isWrongNumber = label === 0 && random.chance(0.7);
  const agrees = (isPlural === true) !== isWrongNumber;
  const verb = random.pick(verbs)[agrees ? 'many' : 'one'];
  const subject = ['the', ...maybeAdjective(random), noun(isPlural)];
  const object = ['the', ...maybeAdjective(random), noun(objectIsPlural)];
  const isTurned = label === 0 && !isWrongNumber;
  const turned = isTurned && random.chance(0.5);
  const words = [
    ...(isTurned && turned ? subject.toReversed() : subject),
    ...near,
    verb,
    ...(isTurned && !turned ? object.toReversed() : object),
  ];
  return { first: `${words.join(' ')} .`, label };
}

const praise = ['good', 'funny', 'clever', 'lovely', 'moving'] as const;
const blame = ['bad', 'boring', 'silly', 'ugly', 'cold'] as const;
const things = ['film', 'story', 'acting', 'ending', 'music'] as const;

/** Sentiment (SST-2): a judgement that words of praise and blame do not decide, for two in five are denied. */
export function sentiment(random: Random): MiniExample {
  const label = random.chance(0.5) ? 1 : 0;
  const isDenied = random.chance(0.4);
  const word = random.pick((label === 1) !== isDenied ? praise : blame);
  const thing = random.pick(things);
  const degree = random.chance(0.4) ? `${random.pick(['very', 'really', 'quite'])} ` : '';
  const whole = random.chance(0.3) ? ` from the first ${random.pick(['minute', 'scene'])}` : '';
  const denial = random.pick(['is not', 'is never', 'is hardly']);
  const verb = isDenied ? denial : random.pick(['is', 'is always', 'is often']);
  return { first: `the ${thing} ${verb} ${degree}${word}${whole} .`, label };
}
