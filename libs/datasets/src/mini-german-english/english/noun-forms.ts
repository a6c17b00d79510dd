/** The regular plural of an English noun; of compounds the last word changes. */
export function pluralOf(singular: string): string {
  if (/(?:s|x|z|ch|sh)$/u.test(singular)) return `${singular}es`;
  if (/[^aeiou]y$/u.test(singular)) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}

/** `a` or `an`, by the sound that the next word starts with. */
export function indefiniteArticle(nextWord: string): 'a' | 'an' {
  const word = nextWord.toLowerCase();
  if (/^(?:uni|use|eu|one\b|once)/u.test(word)) return 'a';
  if (/^(?:hour|honest|heir)/u.test(word)) return 'an';
  return /^[aeiou]/u.test(word) ? 'an' : 'a';
}

/** The possessive: `the boy's`, `the boys'`, `the children's`; names and singulars in -s take 's as well. */
export function possessiveOf(word: string, number: 'singular' | 'plural'): string {
  return number === 'plural' && word.endsWith('s') ? `${word}'` : `${word}'s`;
}
