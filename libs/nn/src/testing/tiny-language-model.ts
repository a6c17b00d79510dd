import { type LanguageModelConfig, transformerLmGpt } from '../lm/language-model-config.js';
import { createLanguageModel, type LanguageModel } from '../lm/language-model.js';

/** A language model small enough for property tests on the stock CPU backend: D = 8, two layers, 13 words. */
export function tinyLanguageModelConfig(changes: Partial<LanguageModelConfig> = {}): LanguageModelConfig {
  return { ...transformerLmGpt(13), dim: 8, ffnDim: 12, heads: 2, layers: 2, ...changes };
}

export function tinyLanguageModel(changes: Partial<LanguageModelConfig> = {}, seed = 3): LanguageModel {
  return createLanguageModel(tinyLanguageModelConfig(changes), seed);
}
