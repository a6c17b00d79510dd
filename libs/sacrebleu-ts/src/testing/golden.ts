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

/** The names of the tokenizers with golden tokens. */
export const GOLDEN_TOKENIZERS = ['13a', 'none', 'intl', 'zh', 'char'] as const;

type GoldenTokens = { readonly line: string } & Readonly<
  Record<(typeof GOLDEN_TOKENIZERS)[number], string[]>
>;

/** BLEU; the golden files are this library's own, so their form is taken on trust. */
export const golden: Golden = readGolden('bleu.json');

/** Lines and their tokens under every tokenizer. */
export const goldenTokens: readonly GoldenTokens[] = readGolden('tokens.json');

/** Reads a golden file. */
export function readGolden<Form>(name: string): Form {
  return JSON.parse(readFileSync(new URL(`./golden/${name}`, import.meta.url), 'utf8'));
}

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
  return text
    .replaceAll(`version:${golden.sacrebleu}`, `version:${version}`)
    .replaceAll(`v:${golden.sacrebleu}`, `v:${version}`)
    .replaceAll(`"version": "${golden.sacrebleu}"`, `"version": "${version}"`);
}
