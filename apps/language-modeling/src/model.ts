import { createLanguageModel, type LanguageModel, type LanguageModelConfig } from '@rdrop/nn';
import { PAD_ID } from '@rdrop/text';
import type { LanguageModelingExperiment } from './experiment-schema.js';

/** The model of an experiment for a vocabulary of this size. */
export function modelConfig({ model }: LanguageModelingExperiment, vocabulary: number): LanguageModelConfig {
  return { ...model, vocabulary, positions: { kind: 'sinusoidal' }, paddingId: PAD_ID };
}

/** A model with initial parameters. */
export function createModel(
  experiment: LanguageModelingExperiment,
  vocabulary: number,
  seed: number,
): LanguageModel {
  return createLanguageModel(modelConfig(experiment, vocabulary), seed);
}
