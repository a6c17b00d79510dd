import type { RougeScore } from './measures.js';
import { ngramOverlap } from './ngram-overlap.js';
import { pennWords } from './penn-words.js';
import { rougeWords } from './rouge-words.js';
import { type SentenceSplitting, splitSentences } from './sentences.js';
import { sequenceOverlap, summaryOverlap } from './subsequence-overlap.js';

/** The four scores, in the order they are reported. `rougeLsum` is what papers and ROUGE-1.5.5 call ROUGE-L. */
export const ROUGE_NAMES = ['rouge1', 'rouge2', 'rougeL', 'rougeLsum'] as const;
export type RougeName = (typeof ROUGE_NAMES)[number];

/** One value of each score. */
export type RougeScores<T = RougeScore> = Readonly<Record<RougeName, T>>;

/** How summaries are read. */
export interface RougeReading {
  /** Porter stemming, as files2rouge (and the paper) has it. Default true. */
  readonly stem?: boolean | undefined;
  /** Default 'newline'. */
  readonly sentences?: SentenceSplitting | undefined;
  /** Write both sides in Penn Treebank words first. Default 'none'. */
  readonly tokenisation?: 'none' | 'penn' | undefined;
}

interface Summary {
  readonly words: readonly string[];
  readonly sentences: readonly (readonly string[])[];
}

function read(
  text: string,
  { stem = true, sentences = 'newline', tokenisation = 'none' }: RougeReading,
): Summary {
  const written = tokenisation === 'penn' ? text.split('\n').map(pennWords).join('\n') : text;
  return {
    words: rougeWords(written, stem),
    sentences: splitSentences(written, sentences).map((sentence) => rougeWords(sentence, stem)),
  };
}

/** ROUGE (Lin 2004) of one summary against one reference, value for value that of Google's rouge-score. */
export function rougePair(hypothesis: string, reference: string, reading: RougeReading = {}): RougeScores {
  const found = read(hypothesis, reading);
  const wanted = read(reference, reading);
  return {
    rouge1: ngramOverlap(found.words, wanted.words, 1),
    rouge2: ngramOverlap(found.words, wanted.words, 2),
    rougeL: sequenceOverlap(found.words, wanted.words),
    rougeLsum: summaryOverlap(found.sentences, wanted.sentences),
  };
}
