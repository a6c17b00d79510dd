import { describe, expect, it } from 'vitest';
import type { Hypothesis } from './beam-options.js';
import { fairseqRules, huggingFaceRules } from './beam-rules.js';

const scored = (score: number): Hypothesis => ({ tokens: [2], score, positionalScores: [score] });
const scores = (finished: readonly Hypothesis[]) => finished.map(({ score }) => score);

describe('the rules of a beam search', () => {
  it("fairseq's keep the first hypotheses that end and are done with them", () => {
    const finished: Hypothesis[] = [];
    for (const score of [-3, -2, -1]) fairseqRules.add(finished, scored(score), 2);
    expect(scores(finished)).toEqual([-3, -2]);
    expect(fairseqRules.isComplete(finished, 2, 0)).toBe(true);
    expect(fairseqRules.isComplete(finished.slice(1), 2, -9)).toBe(false);
  });

  it("Hugging Face's let a better hypothesis take the place of the worst", () => {
    const rules = huggingFaceRules(false);
    const finished: Hypothesis[] = [];
    for (const score of [-3, -2, -1, -4, -2]) rules.add(finished, scored(score), 2);
    expect(scores(finished)).toEqual([-2, -1]);
    expect(rules.isComplete(finished, 2, -2)).toBe(true);
    expect(rules.isComplete(finished, 2, -1.9)).toBe(false);
    expect(rules.isComplete(finished, 3, -9)).toBe(false);
    expect(huggingFaceRules(true).isComplete(finished, 2, -1.9)).toBe(true);
  });
});
