import type { Random } from '../random.js';
import { COMMON_ADJECTIVES, COMMON_NOUNS, PLACES, PREPOSITIONS, type Topic } from './topics.js';
import { article, plural } from './words.js';

/** What an article is about. */
export interface Subject {
  /** `The Velmar` or `Velmar`, as words. */
  readonly name: readonly string[];
  readonly kind: string;
  readonly pronoun: 'he' | 'she' | 'it';
  /** Nouns that the article comes back to. */
  readonly nouns: readonly string[];
  /** A second name that belongs to it. */
  readonly other: string;
}

interface Phrase {
  readonly words: readonly string[];
  readonly isPlural: boolean;
}

const POSSESSIVES = { he: 'his', she: 'her', it: 'its' } as const;

const capital = ([first = '', ...rest]: readonly string[]): string[] => [
  `${first.slice(0, 1).toUpperCase()}${first.slice(1)}`,
  ...rest,
];

/**
 * Sentences of one article, as words. What holds a text together over a distance is here: a verb agrees with its subject
 * whatever stands between them, the pronoun is always the article's, its own words and names come back, years go up, and
 * brackets and quotation marks close.
 */
export class Sentences {
  #year: number;

  constructor(
    private readonly random: Random,
    private readonly topic: Topic,
    private readonly subject: Subject,
  ) {
    this.#year = random.integer(1801, 1980);
  }

  /** The sentence that says what the article is about. */
  opening(): string[] {
    const { name, kind } = this.subject;
    const adjective = this.#adjective();
    return [
      ...name,
      'was',
      article(adjective),
      adjective,
      kind,
      'in',
      this.random.pickZipf(PLACES),
      ...(this.random.chance(0.5) ? this.#brackets() : []),
      '.',
    ];
  }

  heading(): string {
    return this.random.pickZipf(['History', 'Background', 'Later years', 'Description', 'Legacy']);
  }

  any(): string[] {
    return this.random.weighted<() => string[]>([
      [4, () => this.#action()],
      [3, () => this.#state()],
      [2, () => this.#dated()],
      [1, () => this.#quoted()],
      [2, () => this.#possession()],
    ])();
  }

  /** In 1873 , the bridges near the mill were ... ; years of an article never go down. */
  #dated(): string[] {
    this.#year += this.random.integer(0, 6);
    return ['In', String(this.#year), ',', ...this.#clause(), '.'];
  }

  #action(): string[] {
    return [...capital(this.#clause()), '.'];
  }

  /** The banks of the river were narrow . */
  #state(): string[] {
    const subject = this.#nounPhrase(true);
    const adverb = this.random.chance(0.3) ? ['still'] : [];
    return [...capital(subject.words), subject.isPlural ? 'were' : 'was', ...adverb, this.#adjective(), '.'];
  }

  #possession(): string[] {
    const { pronoun } = this.subject;
    const noun = this.#noun();
    const [have, own] = [this.random.chance(0.5) ? 'had' : 'lost', POSSESSIVES[pronoun]];
    return [...capital([pronoun]), have, own, this.#adjective(), noun, 'in', String(this.#year), '.'];
  }

  /** " ... " , said Velmar . */
  #quoted(): string[] {
    return ['"', ...capital(this.#clause()), ',', '"', this.subject.other, 'wrote', '.'];
  }

  #clause(): string[] {
    const subject = this.random.weighted<() => Phrase>([
      [3, () => ({ words: [this.subject.pronoun], isPlural: false })],
      [2, () => ({ words: this.#lowerName(), isPlural: false })],
      [1, () => ({ words: [this.subject.other], isPlural: false })],
      [4, () => this.#nounPhrase(true)],
    ])();
    const verb = this.random.pickZipf(this.topic.verbs);
    const object = this.#nounPhrase(false);
    const passive = this.random.chance(0.3);
    const be = subject.isPlural ? 'were' : 'was';
    return [
      ...subject.words,
      ...(passive ? [be, verb, 'by'] : [verb]),
      ...object.words,
      ...(this.random.chance(0.25) ? ['in', this.random.pickZipf(PLACES)] : []),
    ];
  }

  #lowerName(): string[] {
    const [first = '', ...rest] = this.subject.name;
    return [first === 'The' ? 'the' : first, ...rest];
  }

  /** With `long`, what stands between a noun and its verb may be of the other number. */
  #nounPhrase(long: boolean): Phrase {
    const isPlural = this.random.chance(0.4);
    const noun = this.#noun();
    const adjective = this.random.chance(0.4) ? [this.#adjective()] : [];
    const determiner = isPlural || this.random.chance(0.7) ? 'the' : article(adjective[0] ?? noun);
    const words = [determiner, ...adjective, isPlural ? plural(noun) : noun];
    if (long && this.random.chance(0.4)) {
      words.push(this.random.pickZipf(PREPOSITIONS), ...this.#nounPhrase(this.random.chance(0.2)).words);
    } else if (long && this.random.chance(0.15)) {
      words.push(',', 'which', isPlural ? 'were' : 'was', this.#adjective(), ',');
    }
    return { words, isPlural };
  }

  #brackets(): string[] {
    return ['(', this.random.chance(0.5) ? 'now' : 'formerly', this.subject.other, ')'];
  }

  #noun(): string {
    return this.random.weighted<() => string>([
      [6, () => this.random.pickZipf(this.subject.nouns)],
      [2, () => this.random.pickZipf(this.topic.nouns)],
      [2, () => this.random.pickZipf(COMMON_NOUNS)],
    ])();
  }

  #adjective(): string {
    return this.random.pickZipf(this.random.chance(0.7) ? this.topic.adjectives : COMMON_ADJECTIVES);
  }
}
