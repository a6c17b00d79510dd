import { type EnglishVerb } from '../lexicon/types.js';

/** The subject's person and number. */
export interface EnglishAgreement {
  readonly person: 1 | 2 | 3;
  readonly number: 'singular' | 'plural';
}

/** The regular past: worked, loved, carried. Verbs that double a consonant are listed in the lexicon. */
export function englishPast(base: string): string {
  if (base.endsWith('e')) return `${base}d`;
  if (/[^aeiou]y$/u.test(base)) return `${base.slice(0, -1)}ied`;
  return `${base}ed`;
}

/** The third person singular: works, watches, carries, goes, has. */
export function thirdPerson(base: string): string {
  if (base === 'have') return 'has';
  if (/(?:s|x|z|ch|sh|o)$/u.test(base)) return `${base}es`;
  if (/[^aeiou]y$/u.test(base)) return `${base.slice(0, -1)}ies`;
  return `${base}s`;
}

const doubling = new Set(['get', 'shop', 'swim', 'stop', 'run', 'put', 'sit', 'hit', 'travel', 'forget']);
const fromIe = new Set(['lie', 'tie', 'die']);

/** The -ing form: working, making, lying, running, seeing. */
export function ingForm(base: string): string {
  if (fromIe.has(base)) return `${base.slice(0, -2)}ying`;
  if (doubling.has(base)) return `${base}${base.slice(-1)}ing`;
  return /[^eoy]e$/u.test(base) ? `${base.slice(0, -1)}ing` : `${base}ing`;
}

export function isThirdSingular({ person, number }: EnglishAgreement): boolean {
  return person === 3 && number === 'singular';
}

/** A finite form of `be`. */
export function formOfBe({ person, number }: EnglishAgreement, tense: 'present' | 'past'): string {
  const singularNotYou = number === 'singular' && person !== 2;
  if (tense === 'past') return singularNotYou ? 'was' : 'were';
  if (!singularNotYou) return 'are';
  return person === 1 ? 'am' : 'is';
}

/** A finite form without auxiliaries. */
export function finiteForm(
  verb: EnglishVerb,
  agreement: EnglishAgreement,
  tense: 'present' | 'past',
): string {
  if (verb.base === 'be') return formOfBe(agreement, tense);
  if (tense === 'past') return verb.past;
  return isThirdSingular(agreement) ? thirdPerson(verb.base) : verb.base;
}
