import type { Random } from '../random.js';
import { DAYS, FILLERS, FIRST_NAMES, LAST_NAMES, PLACES, type Topic, TOPICS } from './words.js';

/** A generated story: paragraphs of one sentence each, and its highlights. */
export interface MiniStory {
  readonly paragraphs: readonly string[];
  readonly highlights: readonly string[];
}

/** Who did how many of what, where and when. */
interface Event {
  readonly topic: Topic;
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly object: string;
  readonly place: string;
  readonly day: string;
}

function randomEvent(random: Random, other?: Event): Event {
  const event = {
    topic: random.pick(TOPICS),
    first: random.pick(FIRST_NAMES),
    last: random.pick(LAST_NAMES),
    count: random.integer(2, 40),
    place: random.pick(PLACES),
    day: random.pick(DAYS),
  };
  const isLike =
    other !== undefined &&
    (event.topic === other.topic || event.last === other.last || event.place === other.place);
  return isLike ? randomEvent(random, other) : { ...event, object: random.pick(event.topic.objects) };
}

/** Telling the main event takes sentences whose parts the highlights put together again. */
function report(random: Random, event: Event): string[] {
  const { topic, first, last, count, object, place, day } = event;
  const long = `${topic.role} ${first} ${last}`;
  const opening = random.pick([
    `People in ${place} had much to talk about on ${day}.`,
    `On ${day} all eyes were on ${place}.`,
    `${place} will remember this ${day} for a long time.`,
  ]);
  const deed = random.pick([
    `${long}, who has worked there for ${random.integer(2, 20)} years, ${topic.past} ${count} ${object}, a speaker said.`,
    `It was ${long} who ${topic.past} ${count} ${object} before noon, according to a speaker.`,
    `After a long night ${long} ${topic.past} ${count} ${object}, the local paper wrote.`,
  ]);
  const after = random.pick([
    `As soon as the news was out, ${topic.reaction[0]}.`,
    `A few hours later ${topic.reaction[0]}.`,
    `${last} did not want to say more, but ${topic.reaction[0]}.`,
  ]);
  return [opening, deed, after];
}

/** One sentence of another event, which no highlight is about. */
function distractor(random: Random, { topic, first, last, count, object, place }: Event): string {
  return random.pick([
    `Elsewhere, in ${place}, ${topic.role} ${first} ${last} ${topic.past} ${count} ${object}.`,
    `In other news, ${topic.role} ${first} ${last} of ${place} ${topic.past} ${count} ${object}.`,
  ]);
}

/**
 * A story whose highlights must be put together from several sentences and shortened: who, what, how many and where, then what
 * came of it. One sentence tells of another matter; others say nothing.
 */
export function randomStory(random: Random): MiniStory {
  const event = randomEvent(random);
  const [opening = '', ...rest] = report(random, event);
  const aside = distractor(random, randomEvent(random, event));
  const paragraphs = [opening, ...rest];
  paragraphs.splice(random.integer(0, paragraphs.length), 0, aside);
  paragraphs.splice(random.integer(0, 1) * paragraphs.length, 0, random.pick(FILLERS));
  const { topic, first, last, count, object, place } = event;
  return {
    paragraphs,
    highlights: [
      `${topic.role} ${first} ${last} ${topic.present} ${count} ${object} in ${place}`,
      topic.reaction[1],
    ],
  };
}
