import { repeatBatch } from '@rdrop/core';
import {
  LanguageModel,
  type LanguageModelConfig,
  languageModelParameterSpecs,
  type ParameterSpec,
} from '@rdrop/nn';
import type * as tf from '@tensorflow/tfjs';
import { randomIds } from '../random-batch.js';
import { type LanguageModelSize, MAX_POSITIONS } from '../sizes.js';
import { EMBEDDING, POSITIONS, stackSpecs, tokenSpecs } from './parameters.js';
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
    paddingId: null,
  };
}

/** The parameters of the model, each with the start that the models of the bench share with the peer. */
function specsOf(size: LanguageModelSize): ParameterSpec[] {
  const peer = [
    ...tokenSpecs(size.vocabulary, size.dim),
    ...stackSpecs('decoder', size.decoderLayers, size, ['self_attn']),
  ];
  const starts = new Map(peer.map(({ name, initializer }) => [name, initializer]));
  return languageModelParameterSpecs(configOf(size)).map((spec) => {
    const key = spec.name
      .replace('decoder.embed_tokens.weight', EMBEDDING)
      .replace('decoder.embed_positions.weight', POSITIONS)
      .replace('.layers.', '.');
    const initializer = starts.get(key);
    if (initializer === undefined) throw new Error(`decoderOnly: the peer has no parameter '${key}'`);
    return { ...spec, key, initializer };
  });
}

/** Causal language model, output projection tied to the embedding. Labels are drawn, not the next tokens. */
export function decoderOnly(size: LanguageModelSize): Workload {
  const { batch, length, vocabulary } = size;
  const config = configOf(size);
  return defineWorkload({
    specs: specsOf(size),
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
