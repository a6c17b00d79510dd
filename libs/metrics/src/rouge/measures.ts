/** One ROUGE value of one pair, or a mean of them; fractions from 0 to 1. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and their harmonic mean; a side without units gives 0. */
export function rougeScore(matches: number, hypothesisUnits: number, referenceUnits: number): RougeScore {
  const precision = matches / Math.max(hypothesisUnits, 1);
  const recall = matches / Math.max(referenceUnits, 1);
  const sum = precision + recall;
  return { precision, recall, f1: sum > 0 ? (2 * precision * recall) / sum : 0 };
}
