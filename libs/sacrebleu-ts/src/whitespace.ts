/**
 * The characters Python's `str.split()` and `str.rstrip()` treat as white space. JavaScript's `\s` differs: it lacks the
 * information separators U+001C..U+001F and U+0085, and has U+FEFF (byte order mark), which sacreBLEU keeps in a token.
 */
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const SPACES = new RegExp(`${SPACE}+`, 'u');
const TRAILING_SPACES = new RegExp(`${SPACE}+$`, 'u');
const LEADING_SPACES = new RegExp(`^${SPACE}+`, 'u');

/** Splits on runs of white space (Python's notion), without empty tokens: `''` gives `[]`. */
export function splitOnWhitespace(line: string): string[] {
  return line.split(SPACES).filter((token) => token !== '');
}

/** Removes white space (Python's notion) at the end of a line. */
export function trimEndWhitespace(line: string): string {
  return line.replace(TRAILING_SPACES, '');
}

/** Removes white space (Python's notion) at both ends. */
export function trimWhitespace(line: string): string {
  return trimEndWhitespace(line).replace(LEADING_SPACES, '');
}
