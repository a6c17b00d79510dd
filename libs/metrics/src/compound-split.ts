/**
 * A hyphen between two characters that are not ASCII white space. Perl matches bytes and does not match a byte twice: an
 * ASCII character after a hyphen is used up by the match, of a longer UTF-8 character only the first byte is, so its last
 * one can stand before the next hyphen (the look-ahead).
 */
const COMPOUND = /([^\t-\r ])-(?:((?![\t-\r ])\p{ASCII})|(?=\P{ASCII}))/gu;

/**
 * Cuts hyphenated words apart, `a-b` to `a ##AT##-##AT## b`, as `compound_split_bleu.sh` of fairseq and the official R-Drop
 * code does on both sides before scoring. Matches do not overlap: `a-b-c` is cut at its first hyphen only.
 */
export function compoundSplit(line: string): string {
  return line.replace(COMPOUND, (_, before: string, after: string | undefined) => {
    return `${before} ##AT##-##AT## ${after ?? ''}`;
  });
}
