import type { Random } from '../random.js';

const VOWEL = /^[aeiou]/;

/** Regular English plurals, and the few irregular ones of the topics. */
export function plural(noun: string): string {
  if (noun === 'fish' || noun === 'species') return noun;
  if (/(?:s|ch|sh|x)$/.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return `${noun}s`;
}

/** The indefinite article in front of a word. */
export const article = (next: string): string => (VOWEL.test(next.toLowerCase()) ? 'an' : 'a');

const ONSETS = 'b br d dr f g h k kr l m n p r s sk st t tr v w'.split(' ');
const NUCLEI = 'a e i o u ae ei ou'.split(' ');
const CODAS = 'n r l s nd rk lt m th x'.split(' ');

/** A made-up name of two or three syllables: the kind of word that a text has of its own. */
export function inventName(random: Random): string {
  const syllables = random.integer(2, 3);
  let name = '';
  for (let i = 0; i < syllables; i += 1) {
    name += random.pick(ONSETS) + random.pick(NUCLEI);
    if (i === syllables - 1) name += random.pick(CODAS);
  }
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
