import { Step } from './edit-distance.js';

/** Where the words of a reference lie in a hypothesis, and which words are wrong. */
export interface Alignment {
  /** For each reference word, the hypothesis word it was aligned with, or the one before it; -1 before the first. */
  readonly positions: readonly number[];
  /** For each reference word, how many words up to and including it are wrong or missing in the hypothesis. */
  readonly referenceErrors: readonly number[];
  /** For each hypothesis word, how many words up to and including it are wrong or superfluous. */
  readonly hypothesisErrors: readonly number[];
}

/** Reads an alignment off the steps of an edit distance. */
export function alignmentOf(steps: readonly Step[]): Alignment {
  const positions: number[] = [];
  const referenceErrors: number[] = [];
  const hypothesisErrors: number[] = [];
  for (const step of steps) {
    const error = step === Step.match ? 0 : 1;
    if (step !== Step.insert) hypothesisErrors.push((hypothesisErrors.at(-1) ?? 0) + error);
    if (step !== Step.delete) {
      positions.push(hypothesisErrors.length - 1);
      referenceErrors.push((referenceErrors.at(-1) ?? 0) + error);
    }
  }
  return { positions, referenceErrors, hypothesisErrors };
}

/** Whether the words from `start` on, `length` of them, have an error. `errors` are running sums. */
export function hasErrors(errors: readonly number[], start: number, length: number): boolean {
  return (errors[start + length - 1] ?? 0) > (errors[start - 1] ?? 0);
}
