/**
 * What Perl's `\s` matches in Unicode strings, as the inside of a regular expression class. Unlike JavaScript's `\s`
 * it holds U+0085 and leaves out U+FEFF.
 */
export const PERL_SPACE = '\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** What Python's `str.split()` and `\s` treat as whitespace: Perl's set and the four separator control characters. */
export const PYTHON_SPACE = `${PERL_SPACE}\\x1c-\\x1f`;

/** The inside of a class that equals Perl's `\p{IsAlnum}`. */
export const ALPHANUMERIC = '\\p{Alphabetic}\\p{Nd}';

/**
 * Orders strings by code point, as Python and Perl do. JavaScript's `<` orders by UTF-16 unit, which puts characters
 * above U+FFFF before U+E000..U+FFFF.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return codePointRank(unitA) - codePointRank(unitB);
  }
  return a.length - b.length;
}

/** Moves surrogates above the rest of the basic plane, where the characters they stand for belong. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
