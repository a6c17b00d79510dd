import { createTransformer, type Transformer, type TransformerConfig } from '@rdrop/nn';
import { PAD_ID } from '@rdrop/text';
import type { PreparedCorpus } from './data/prepared-corpus.js';
import type { TranslationExperiment } from './experiment-schema.js';

/** The model of an experiment for vocabularies of these sizes. */
export function modelConfig(
  experiment: TranslationExperiment,
  vocabulary: { readonly source: number; readonly target: number },
): TransformerConfig {
  return {
    ...experiment.model,
    sourceVocabulary: vocabulary.source,
    targetVocabulary: vocabulary.target,
    paddingId: PAD_ID,
  };
}

/** A model with initial parameters for the experiment's prepared set. */
export function createModel(
  experiment: TranslationExperiment,
  corpus: PreparedCorpus,
  seed: number,
): Transformer {
  const vocabulary = { source: corpus.sourceDictionary.size, target: corpus.targetDictionary.size };
  return createTransformer(modelConfig(experiment, vocabulary), seed);
}
