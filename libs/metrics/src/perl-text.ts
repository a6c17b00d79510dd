/** Perl reads files as bytes unless told otherwise: white space and letter case are those of ASCII alone. */
const ASCII_SPACES = /[\t-\r ]+/u;

/** Splits a line in words as Perl's `split ' '` does on bytes: a no-break space does not separate. */
export function splitPerlWords(line: string): string[] {
  return line.split(ASCII_SPACES).filter((word) => word !== '');
}

/** Lower-cases a line as Perl's `lc` does on bytes: `Ä` stays. */
export function lowercaseAscii(line: string): string {
  return line.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}
