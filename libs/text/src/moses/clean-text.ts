/** `remove-non-printing-char.perl`: every control, format, private or unassigned character becomes a space. */
export function removeNonPrinting(line: string): string {
  return line.replace(/\p{C}/gu, ' ');
}

/**
 * `lowercase.perl`: full Unicode lower case, character by character. A capital sigma becomes σ wherever it stands;
 * JavaScript alone would write ς at the end of a word.
 */
export function lowercase(line: string): string {
  return line.replaceAll('Σ', 'σ').toLowerCase();
}
