import type { TransformerConfig } from '@rdrop/nn';
import { PAD_ID } from '@rdrop/text';
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
