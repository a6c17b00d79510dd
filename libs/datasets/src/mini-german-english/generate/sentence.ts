import { englishSentence } from '../english/sentences.js';
import { germanSentence } from '../german/sentences.js';
import { type Sentence } from '../plan/meaning.js';
import { Trace } from '../plan/trace.js';
import { type Random } from '../../random.js';
import { frontedClause, infinitive, pair, subordination, thingAgain } from './complex-sentences.js';
import { whereWhenQuestion, whoWhatQuestion, yesNoQuestion } from './questions.js';
import { description, existence, measure, statement, weatherClause } from './statements.js';

/** A German sentence with its English translation, and which rules and words it shows. */
export interface SentencePair {
  readonly german: string;
  readonly english: string;
  readonly tags: ReadonlySet<string>;
  readonly lemmas: ReadonlySet<string>;
}

const patterns: readonly (readonly [number, (random: Random) => Sentence])[] = [
  [42, statement],
  [10, description],
  [4, existence],
  [9, measure],
  [2, (random) => ({ type: 'statement', clause: weatherClause(random) })],
  [9, frontedClause],
  [11, subordination],
  [8, infinitive],
  [6, pair],
  [3, thingAgain],
  [7, yesNoQuestion],
  [4, whoWhatQuestion],
  [4, whereWhenQuestion],
];

/** Says a plan in both languages. */
export function sayBoth(sentence: Sentence): SentencePair {
  const trace = new Trace();
  const german = germanSentence(sentence, trace);
  return { german, english: englishSentence(sentence), tags: trace.tags, lemmas: trace.lemmas };
}

/** A sentence of 4 to 25 words in both languages. */
export function randomSentence(random: Random): SentencePair {
  for (;;) {
    const pairOfTexts = sayBoth(random.weighted(patterns)(random));
    if (fits(pairOfTexts.german) && fits(pairOfTexts.english)) return pairOfTexts;
  }
}

function fits(text: string): boolean {
  const count = text.split(' ').length;
  return count >= 4 && count <= 25;
}
