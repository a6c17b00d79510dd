import type { ParallelText } from '@rdrop/datasets';
import { fairseqBleu, multiBleu } from '@rdrop/metrics';
import { mosesDetokenizer } from '@rdrop/text';
import { bleuSignature, corpusBleu } from 'sacrebleu-ts';
import type { DataSettings } from '../experiment-schema.js';

/** The score of the official evaluation script, which the paper's IWSLT numbers are on. */
export const COMPOUND_SPLIT_BLEU = 'BLEU (compound-split)';

/** One score and how it was computed. */
export interface Score {
  readonly name: string;
  readonly value: number;
  readonly signature: string;
  /** The scorer's own line. */
  readonly text: string;
}

/**
 * BLEU as the training loop of the official recipe measures it to choose a checkpoint: sacreBLEU of detokenised text,
 * the reference being the tokenised one detokenised too.
 */
export function validationBleu(
  hypotheses: readonly string[],
  references: readonly string[],
  language: DataSettings['target'],
): number {
  const detokenize = mosesDetokenizer({ language });
  return corpusBleu(hypotheses.map(detokenize), [references.map(detokenize)]).score;
}

/** Signatures of what a checkpoint can be chosen by. */
export const SELECTION_SIGNATURES = {
  bleu: `${bleuSignature(1, {})}|refs:detokenised`,
  loss: 'label-smoothed cross-entropy per target token|unit:nats',
} as const;

/**
 * Every BLEU of a test set, each under its own signature; they are not comparable with one another.
 *
 * @param hypotheses tokens divided by spaces
 * @param reference the test set as tokens and as it came
 */
export function testScores(
  hypotheses: readonly string[],
  reference: { readonly tokens: ParallelText; readonly raw: ParallelText },
  settings: DataSettings,
): Score[] {
  const detokenize = mosesDetokenizer({ language: settings.target });
  const tokens = reference.tokens.target;
  const tokenised = multiBleu(hypotheses, [tokens]);
  const compound = fairseqBleu(hypotheses, tokens, { compoundSplit: true });
  // Text that came tokenised has no detokenised original; its own detokenised form stands in.
  const original =
    settings.tokenizer === 'none' ? reference.raw.target.map(detokenize) : reference.raw.target;
  const sacre = corpusBleu(hypotheses.map(detokenize), [original], { lowercase: settings.lowercase });
  const note = settings.tokenizer === 'none' ? '|refs:detokenised' : '';
  return [
    {
      name: 'BLEU (tokenised)',
      value: tokenised.score,
      signature: tokenised.signature,
      text: tokenised.text,
    },
    { name: COMPOUND_SPLIT_BLEU, value: compound.score, signature: compound.signature, text: compound.text },
    { name: 'sacreBLEU', value: sacre.score, signature: `${sacre.signature}${note}`, text: sacre.text },
  ];
}
