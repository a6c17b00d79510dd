import { readFileSync } from 'node:fs';
import type { BleuOptions } from '../index.js';

/** A score as sacreBLEU gave it. */
export interface GoldenScore {
  readonly score: number;
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  readonly hypothesisLength: number;
  readonly referenceLength: number;
  readonly signature: string;
  readonly text: string;
}

interface GoldenOptions {
  readonly tokenize?: string;
  readonly lowercase?: boolean;
  readonly smooth_method?: 'exp' | 'floor' | 'add-k' | 'none';
  readonly smooth_value?: number;
  readonly effective_order?: boolean;
}

export interface Golden {
  readonly sacrebleu: string;
  readonly tokens: readonly { readonly line: string; readonly '13a': string[]; readonly none: string[] }[];
  readonly corpora: Readonly<Record<string, { hypotheses: string[]; references: (string | null)[][] }>>;
  readonly corpusScores: readonly (GoldenScore & {
    readonly corpus: string;
    readonly options: GoldenOptions;
  })[];
  readonly sentenceScores: readonly (GoldenScore & {
    readonly hypothesis: string;
    readonly references: string[];
  })[];
}

/** The golden file; it is this library's own, so its form is taken on trust. */
export const golden: Golden = JSON.parse(
  readFileSync(new URL('./golden/bleu.json', import.meta.url), 'utf8'),
);

/** sacreBLEU's option names in ours. */
export function optionsFrom(options: GoldenOptions): BleuOptions {
  return {
    tokenizer: options.tokenize,
    lowercase: options.lowercase,
    smoothing: options.smooth_method,
    smoothingValue: options.smooth_value,
    effectiveOrder: options.effective_order,
  };
}

/** Text of sacreBLEU with this package's version in the signature. */
export function withOurVersion(text: string, version: string): string {
  return text.replace(`version:${golden.sacrebleu}`, `version:${version}`);
}
