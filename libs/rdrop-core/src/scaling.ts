/**
 * How the terms are added up. With n the number of positions (or examples) of one pass, CE_i the summed cross-entropy
 * of pass i and KL the summed divergence ½[KL(1|2) + KL(2|1)]:
 *
 * | name | loss | where it comes from |
 * |---|---|---|
 * | `paper` | (CE_1 + CE_2 + alpha KL) / n | Eq. 4, one denominator: alpha is the paper's |
 * | `sum` | CE_1 + CE_2 + alpha KL | official translation, summarisation, language modelling (divided by n later) |
 * | `readme` | ½(CE_1 + CE_2) / n + alpha KL | snippet of the official README |
 * | `bert` | (CE_1 + CE_2) / n + alpha KL | official Hugging Face BERT (alpha 0.5) |
 * | `roberta` | ½ CE_1 / n + alpha KL | official Hugging Face RoBERTa (alpha 0.7): the second pass's CE is lost |
 * | `vit` | (CE_1 + CE_2) / n + 2 alpha KL | official ViT (alpha 0.3): KL(1|2) + KL(2|1) without the half |
 * | `keras` | ½(CE_1 + CE_2) / n + ½ alpha KL / n | bojone/r-drop (alpha 4) |
 *
 * In `readme`, `bert`, `roberta` and `vit` the divergence is a sum while the cross-entropy is a mean, so what a given
 * alpha does depends on the batch size. Use them only to compare with those codes.
 */
export const SCALINGS = ['paper', 'sum', 'readme', 'bert', 'roberta', 'vit', 'keras'] as const;

export type Scaling = (typeof SCALINGS)[number];

/** Factors of CE_1, of every other CE, and of KL. */
export interface ScalingFactors {
  readonly firstCe: number;
  readonly otherCe: number;
  readonly kl: number;
}

/** The factors of `scaling` for a count of n positions. */
export function scalingFactors(scaling: Scaling, alpha: number, n: number): ScalingFactors {
  switch (scaling) {
    case 'paper':
      return { firstCe: 1 / n, otherCe: 1 / n, kl: alpha / n };
    case 'sum':
      return { firstCe: 1, otherCe: 1, kl: alpha };
    case 'readme':
      return { firstCe: 0.5 / n, otherCe: 0.5 / n, kl: alpha };
    case 'bert':
      return { firstCe: 1 / n, otherCe: 1 / n, kl: alpha };
    case 'roberta':
      return { firstCe: 0.5 / n, otherCe: 0, kl: alpha };
    case 'vit':
      return { firstCe: 1 / n, otherCe: 1 / n, kl: 2 * alpha };
    case 'keras':
      return { firstCe: 0.5 / n, otherCe: 0.5 / n, kl: (0.5 * alpha) / n };
  }
}
