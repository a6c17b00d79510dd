/**
 * Where a summary is cut into sentences for ROUGE-Lsum. `newline`: one a line, as rouge-score. `period`: after every
 * period that a space stands before, as files2rouge; text that was not tokenised has hardly any.
 */
export type SentenceSplitting = 'newline' | 'period';

export function splitSentences(summary: string, splitting: SentenceSplitting): string[] {
  const sentences = summary.split(splitting === 'newline' ? '\n' : / \.|\n/u);
  return sentences.filter((sentence) => sentence !== '');
}
