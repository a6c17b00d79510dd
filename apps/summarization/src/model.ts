import { type Bart, type BartConfig, createBart, loadBart } from '@rdrop/nn';
import { ExpectedError } from '@rdrop/experiment';
import type { SummarizationExperiment } from './experiment-schema.js';

/** The id that pads rows, in every vocabulary of BART. */
export const PADDING_ID = 1;
/** `<s>`, which every summary begins with, and `</s>`, which ends it and opens the decoder's input. */
export const START_ID = 0;
export const END_ID = 2;

/** The model of an experiment for a vocabulary of this size. */
export function modelConfig({ model }: SummarizationExperiment, vocabulary: number): BartConfig {
  const { start: _start, ...sizes } = model;
  return { ...sizes, vocabulary, scaleEmbedding: false, paddingId: PADDING_ID };
}

/** A model with random parameters, a function of the seed. */
export function createModel(experiment: SummarizationExperiment, vocabulary: number, seed: number): Bart {
  const { recompute } = experiment.training;
  return createBart(modelConfig(experiment, vocabulary), seed, { recompute });
}

/** Settings that weights of a checkpoint fix. */
const FIXED = [
  'dim',
  'ffnDim',
  'heads',
  'encoderLayers',
  'decoderLayers',
  'maxPositions',
  'vocabulary',
] as const;

/**
 * The model of an experiment that starts from published weights.
 *
 * @throws ExpectedError when the checkpoint is of another size than the experiment says
 */
export async function loadModel(
  experiment: SummarizationExperiment,
  vocabulary: number,
  folder: string,
): Promise<Bart> {
  const wanted = modelConfig(experiment, vocabulary);
  const { dropout, attentionDropout, activationDropout } = wanted;
  const model = await loadBart(folder, {
    changes: { dropout, attentionDropout, activationDropout },
    recompute: experiment.training.recompute,
  });
  for (const key of FIXED) {
    if (model.config[key] === wanted[key]) continue;
    const got = model.config[key];
    model.dispose();
    throw new ExpectedError(`${folder}: expected a model with ${key} ${wanted[key]}, got ${got}`);
  }
  return model;
}
