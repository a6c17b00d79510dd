/** So many lines of tokenised look are no accident. */
const SUSPICIOUS_LINES = 100;

/**
 * Tells whether hypotheses look tokenised already: at least 100 end in a period that stands apart. BLEU with `13a` expects
 * plain text, and tokenised text scores differently.
 *
 * @returns a sentence to show to the user, or undefined when nothing is suspicious
 */
export function warnOfTokenisedInput(hypotheses: readonly string[]): string | undefined {
  const lines = hypotheses.filter((line) => line.endsWith(' .')).length;
  if (lines < SUSPICIOUS_LINES) return undefined;
  return `${lines} of ${hypotheses.length} hypotheses end in a period set apart by a space: the text looks tokenised, and BLEU expects it detokenised`;
}
