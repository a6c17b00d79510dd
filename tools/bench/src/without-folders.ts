import { basename } from 'node:path';

/** An absolute path at the start of a text or after a space, quote, bracket or equals sign. */
const ABSOLUTE_PATH = /(^|[\s'"(=,])((?:[A-Za-z]:)?[\\/](?:[^\s'"(),\\/]+[\\/])*)([^\s'"(),\\/]+)/g;

/** The text with every absolute path cut to its last part: reports name programs, not somebody's folders. */
export function withoutFolders(text: string): string {
  return text.replaceAll(ABSOLUTE_PATH, '$1$3');
}

/** A command as a reader would type it, its words without folders; the value of each is kept whole otherwise. */
export function shownCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[^\s=]*[\\/]/.test(word) ? basename(word.replaceAll('\\', '/')) : word))
    .map((word) => (/\s/.test(word) ? `"${word}"` : word))
    .join(' ');
}
