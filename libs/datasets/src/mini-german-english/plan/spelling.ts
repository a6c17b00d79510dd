/**
 * Joins words to a sentence: commas close up to the word before them, meet no second comma and no end of sentence; the
 * first letter is a capital.
 */
export function finishSentence(words: readonly string[], end: '.' | '?'): string {
  const text = words
    .join(' ')
    .replace(/(?: ,)+/gu, ',')
    .replace(/,$/u, '');
  return text.charAt(0).toUpperCase() + text.slice(1) + end;
}
