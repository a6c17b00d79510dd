import type { Random } from '../random.js';
import { Sentences, type Subject } from './sentences.js';
import { TOPICS } from './topics.js';
import { inventName } from './words.js';

/** Lines of an article as WikiText has them: headings between equals signs, a paragraph a line, blank lines between. */
export function randomArticle(random: Random, knownNames: readonly string[]): string[] {
  const topic = random.pickZipf(TOPICS);
  // Most names are met in many articles; some belong to one alone.
  const name = random.chance(0.5) ? random.pickZipf(knownNames) : inventName(random);
  const isPlace = topic.subject === 'thing';
  const subject: Subject = {
    name: isPlace ? ['The', name] : [name],
    kind: random.pickZipf(topic.kinds),
    pronoun: isPlace ? 'it' : random.pick(['he', 'she'] as const),
    nouns: favourites(random, topic.nouns, 6),
    other: random.pickZipf(knownNames),
  };
  const sentences = new Sentences(random, topic, subject);
  const paragraph = (first: string[]): string => {
    const all = [...first];
    for (let left = random.integer(3, 6); left > 0; left -= 1) all.push(...sentences.any());
    return all.join(' ');
  };
  const lines = ['', `= ${name} =`, '', paragraph(sentences.opening())];
  for (let section = random.integer(1, 2); section > 0; section -= 1) {
    lines.push('', `= = ${sentences.heading()} = =`, '', paragraph([]));
    if (random.chance(0.4)) lines.push(paragraph([]));
  }
  return lines;
}

/** Words that this text comes back to: some of a list, more frequent ones more likely. */
function favourites(random: Random, nouns: readonly string[], count: number): string[] {
  const chosen = new Set<string>();
  while (chosen.size < count) chosen.add(random.pickZipf(nouns));
  return [...chosen];
}
