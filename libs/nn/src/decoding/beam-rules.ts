import type { Hypothesis } from './beam-options.js';

/** Where the reference programs' beam searches differ. */
export interface BeamRules {
  /** A token that is forced costs nothing; otherwise it costs its log-probability. */
  readonly forcedIsFree: boolean;
  readonly forbidsPadding: boolean;
  /** Takes a hypothesis that has ended in among the finished ones, or leaves it. */
  add(finished: Hypothesis[], hypothesis: Hypothesis, beamSize: number): void;
  /**
   * Whether the search of a sentence is over.
   *
   * @param bestScore the score the best candidate of this step would have as a hypothesis
   */
  isComplete(finished: readonly Hypothesis[], beamSize: number, bestScore: number): boolean;
}

/** fairseq's `SequenceGenerator`: the first `beamSize` hypotheses that end are the result. */
export const fairseqRules: BeamRules = {
  forcedIsFree: false,
  forbidsPadding: true,
  add(finished, hypothesis, beamSize) {
    if (finished.length < beamSize) finished.push(hypothesis);
  },
  isComplete: (finished, beamSize) => finished.length >= beamSize,
};

const lowest = (finished: readonly Hypothesis[]): number =>
  finished.reduce((least, { score }) => Math.min(least, score), Infinity);

/**
 * `generate` of Hugging Face's transformers: a better hypothesis takes the place of the worst one. With `early` the search
 * ends when `beamSize` hypotheses have ended, otherwise when none of the beams is better than the worst of them by the score it
 * has now, which is no bound for length penalties above 0.
 */
export function huggingFaceRules(early: boolean): BeamRules {
  return {
    forcedIsFree: true,
    forbidsPadding: false,
    add(finished, hypothesis, beamSize) {
      if (finished.length >= beamSize) {
        const worst = lowest(finished);
        if (!(hypothesis.score > worst)) return;
        finished.splice(
          finished.findIndex(({ score }) => score === worst),
          1,
        );
      }
      finished.push(hypothesis);
    },
    isComplete: (finished, beamSize, bestScore) =>
      finished.length >= beamSize && (early || lowest(finished) >= bestScore),
  };
}
