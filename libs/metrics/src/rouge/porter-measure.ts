/** Whether the letter at `index` is a consonant: y is one at the start and after a vowel. */
export function isConsonant(word: string, index: number): boolean {
  const letter = word[index];
  if (letter === undefined) return false;
  if ('aeiou'.includes(letter)) return false;
  return letter !== 'y' || index === 0 || !isConsonant(word, index - 1);
}

/** m of Porter's [C](VC)^m[V]: how often a consonant follows a vowel. */
export function measure(stem: string): number {
  let count = 0;
  for (let i = 1; i < stem.length; i++) {
    if (isConsonant(stem, i) && !isConsonant(stem, i - 1)) count += 1;
  }
  return count;
}

/** Porter's *v*. */
export function hasVowel(stem: string): boolean {
  for (let i = 0; i < stem.length; i++) if (!isConsonant(stem, i)) return true;
  return false;
}

/** Porter's *d: ends in the same consonant twice. */
export function endsInDoubleConsonant(word: string): boolean {
  const last = word.length - 1;
  return last >= 1 && word[last] === word[last - 1] && isConsonant(word, last);
}

/** Porter's *o: ends consonant, vowel, consonant other than w, x, y; NLTK adds words of a vowel and a consonant. */
export function endsInShortSyllable(word: string): boolean {
  const last = word.length - 1;
  if (word.length === 2) return !isConsonant(word, 0) && isConsonant(word, 1);
  return (
    last >= 2 &&
    isConsonant(word, last - 2) &&
    !isConsonant(word, last - 1) &&
    isConsonant(word, last) &&
    !'wxy'.includes(word[last] ?? '')
  );
}
