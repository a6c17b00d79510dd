import { repeatBatch } from '@rdrop/core';
import { LanguageModel, type LanguageModelConfig, languageModelParameterSpecs } from '@rdrop/nn';
import type * as tf from '@tensorflow/tfjs';
import { randomIds } from '../random-batch.js';
import { type LanguageModelSize, MAX_POSITIONS } from '../sizes.js';
import { defineWorkload, type Workload } from '../workload.js';

/** The model of a size as `@rdrop/nn` has it: post-norm, one dropout rate, learned positions, everything tied. */
function configOf({
  dim,
  ffnDim,
  heads,
  decoderLayers,
  vocabulary,
  dropout,
}: LanguageModelSize): LanguageModelConfig {
  return {
    ...{ dim, ffnDim, heads, layers: decoderLayers, vocabulary },
    words: { kind: 'full', tied: true },
    positions: { kind: 'learned', rows: MAX_POSITIONS },
    ...{ dropout, attentionDropout: dropout, activationDropout: dropout },
    activation: 'relu',
    normalizeBefore: false,
    finalNorm: false,
    paddingId: 0,
  };
}

/** Causal language model, output projection tied to the embedding. Labels are drawn, not the next tokens. */
export function decoderOnly(size: LanguageModelSize): Workload {
  const { batch, length, vocabulary } = size;
  const config = configOf(size);
  return defineWorkload({
    specs: languageModelParameterSpecs(config),
    unit: 'tokens',
    units: batch * length,
    batch,
    labelSmoothing: 0,
    allPositions: true,
    randomBatch: (seed) => ({
      inputs: { tokens: randomIds<tf.Rank.R2>({ seed, name: 'tokens' }, vocabulary, [batch, length]) },
      labels: randomIds<tf.Rank.R2>({ seed, name: 'labels' }, vocabulary, [batch, length]),
      count: batch * length,
    }),
    forward(parameters, { tokens }, { passes, dropout }) {
      const output = new LanguageModel(config, parameters).output(repeatBatch(tokens, passes), dropout);
      if ('projection' in output) return output;
      throw new Error('decoderOnly: expected a full softmax');
    },
  });
}
