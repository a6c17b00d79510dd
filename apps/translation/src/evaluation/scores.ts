import type { ParallelText } from '@rdrop/datasets';
import { fairseqBleu, multiBleu } from '@rdrop/metrics';
import type { SegmentScores } from '@rdrop/reports';
import {
  type BleuOptions,
  type BleuStatistics,
  bleuSignature,
  corpusBleu,
  corpusStatistics,
} from 'sacrebleu-ts';
import type { DataSettings, ScoreKind, TranslationExperiment } from '../experiment-schema.js';
import { detokenizer } from '../text/detokenizer.js';

/** One score and how it was computed. */
export interface Score {
  readonly kind: ScoreKind;
  readonly name: string;
  readonly value: number;
  readonly signature: string;
  /** The scorer's own line. */
  readonly text: string;
  /** The statistics of each segment, from which the score can be resampled. */
  readonly segments: Pick<SegmentScores, 'from' | 'rows'>;
}

/** sacreBLEU's own choice for the language: Chinese text has no spaces to divide at. */
const sacreTokenizer = ({ target }: DataSettings): Pick<BleuOptions, 'tokenizer'> => ({
  tokenizer: target === 'zh' ? 'zh' : '13a',
});

/**
 * BLEU as the training loop of the official recipe measures it to choose a checkpoint: sacreBLEU of detokenised text,
 * the reference being the tokenised one detokenised too.
 */
export function validationBleu(
  hypotheses: readonly string[],
  references: readonly string[],
  settings: DataSettings,
): number {
  const detokenize = detokenizer(settings.target);
  return corpusBleu(hypotheses.map(detokenize), [references.map(detokenize)], sacreTokenizer(settings)).score;
}

/** The signature of what the experiment chooses its checkpoint by. */
export function selectionSignature({ training, data }: TranslationExperiment): string {
  return training.selectBy === 'bleu'
    ? `${bleuSignature(1, sacreTokenizer(data))}|refs:detokenised`
    : 'label-smoothed cross-entropy per target token|unit:nats';
}

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
  const detokenize = detokenizer(settings.target);
  const tokens = reference.tokens.target;
  const tokenised = multiBleu(hypotheses, [tokens]);
  const compound = fairseqBleu(hypotheses, tokens, { compoundSplit: true });
  // Text that came tokenised has no detokenised original; its own detokenised form stands in.
  const cameTokenised = settings.tokenizer === 'none';
  const original = cameTokenised ? reference.raw.target.map(detokenize) : reference.raw.target;
  const sacreOptions = { ...sacreTokenizer(settings), lowercase: settings.lowercase };
  const detokenised = hypotheses.map(detokenize);
  const sacre = corpusBleu(detokenised, [original], sacreOptions);
  // Moses tokens go without saying; Chinese words are another segmenter's.
  const words = settings.target === 'zh' ? '|tok:jieba' : '';
  const references = cameTokenised ? '|refs:detokenised' : '';
  return [
    {
      kind: 'tokenised',
      name: 'BLEU (tokenised)',
      value: tokenised.score,
      signature: `${tokenised.signature}${words}`,
      text: tokenised.text,
      segments: { from: 'bleu', rows: tokenised.segments.map(segmentRow) },
    },
    {
      kind: 'compound-split',
      name: 'BLEU (compound-split)',
      value: compound.score,
      signature: `${compound.signature}${words}`,
      text: compound.text,
      segments: { from: 'bleu', rows: compound.segments.map(segmentRow) },
    },
    {
      kind: 'sacrebleu',
      name: 'sacreBLEU',
      value: sacre.score,
      signature: `${sacre.signature}${references}`,
      text: sacre.text,
      segments: {
        from: 'bleu-exp',
        rows: corpusStatistics(detokenised, [original], sacreOptions).map(segmentRow),
      },
    },
  ];
}

function segmentRow({ hypothesisLength, referenceLength, counts, totals }: BleuStatistics): number[] {
  return [hypothesisLength, referenceLength, ...counts, ...totals];
}
