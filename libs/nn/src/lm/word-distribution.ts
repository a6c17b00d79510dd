import { type AdaptiveLayers, type DropoutSource, linear, noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { ParameterSet } from '../parameter-set.js';
import { bandsOf, CLASS_PROJECTION } from './adaptive-bands.js';
import type { LanguageModelConfig } from './language-model-config.js';
import { EMBEDDING, OUTPUT_PROJECTION } from './language-model-parameters.js';

/** What turns states into a distribution over words. */
export type WordSoftmax =
  | { readonly kind: 'full'; readonly weight: tf.Tensor2D }
  | { readonly kind: 'adaptive'; readonly layers: AdaptiveLayers };

/** The output layers of a model; made of its parameters in every pass, since gradients flow through what is tied. */
export function wordSoftmax(
  config: LanguageModelConfig,
  parameters: ParameterSet,
  dropout: DropoutSource = noDropout,
): WordSoftmax {
  const { words } = config;
  if (words.kind === 'full') {
    return { kind: 'full', weight: parameters.matrix(words.tied ? EMBEDDING : OUTPUT_PROJECTION) };
  }
  const [head, ...tails] = bandsOf(config, words);
  if (head === undefined) throw new Error('wordSoftmax: expected at least one band');
  const first = parameters.matrix(head.names.output);
  return {
    kind: 'adaptive',
    layers: {
      head: words.tieWeights ? tf.concat([first, parameters.matrix(CLASS_PROJECTION)], 0) : first,
      tails: tails.map(({ names }, at) => {
        const projection = parameters.matrix(names.outputProjection);
        return {
          down: words.tieProjections ? tf.transpose(projection) : projection,
          weight: parameters.matrix(names.output),
          dropout: dropout.at(`tail.${at}`, words.tailDropout),
        };
      }),
    },
  };
}

/** Log-probabilities [N, V] of all words after states [N, D]. For few states: N * V values are in memory. */
export function wordLogProbabilities(softmax: WordSoftmax, states: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    if (softmax.kind === 'full')
      return tf.logSoftmax(linear(states, softmax.weight)).as2D(states.shape[0], -1);
    const { head, tails } = softmax.layers;
    const words = head.shape[0] - tails.length;
    const headLogs = tf.logSoftmax(linear(states, head)); // [N, words + C]
    const tailLogs = tails.map(({ down, weight }, at) => {
      const own = tf.logSoftmax(linear(linear(states, down), weight));
      return tf.add(own, tf.slice(headLogs, [0, words + at], [-1, 1]));
    });
    return tf.concat([tf.slice(headLogs, [0, 0], [-1, words]), ...tailLogs], 1).as2D(states.shape[0], -1);
  });
}
