import { embedding, linear, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { LayerContext } from '../transformer/layer-context.js';
import { bandsOf } from './adaptive-bands.js';
import type { AdaptiveVocabulary, LanguageModelConfig } from './language-model-config.js';
import { EMBEDDING } from './language-model-parameters.js';

const padding = ({ paddingId }: LanguageModelConfig) => (paddingId === null ? {} : { paddingId });

type Context = Pick<LayerContext<LanguageModelConfig>, 'config' | 'parameters'>;

/**
 * Vectors of words by bands, [B, T, D]: every band looks all words up, those of others with a factor of 0, so that the shapes
 * do not depend on the words. The looked-up rows are narrow, and their projection is a small part of a layer's work.
 */
function adaptiveEmbedding(
  { config, parameters }: Context,
  words: AdaptiveVocabulary,
  ids: tf.Tensor2D,
): tf.Tensor {
  const scale = Math.sqrt(config.dim);
  const parts = bandsOf(config, words).map(({ start, size, names }, band) => {
    const own = tf.sub(ids, tf.scalar(start, 'int32'));
    const isOwn = tf.logicalAnd(
      tf.greaterEqual(own, tf.scalar(0, 'int32')),
      tf.less(own, tf.scalar(size, 'int32')),
    );
    const rows = tf.mul(own, tf.cast(isOwn, 'int32'));
    const options = band === 0 ? { scale, ...padding(config) } : { scale };
    const vectors = embedding(parameters.matrix(names.input), rows, options); // [B, T, width]
    const masked = tf.mul(vectors, tf.expandDims(tf.cast(isOwn, 'float32'), -1));
    return linear(masked, parameters.matrix(names.inputProjection));
  });
  return tf.addN(parts);
}

/** sqrt(D) times the vectors of words int32 [B, T]: [B, T, D]. */
export function embedWords(context: Context, ids: tf.Tensor2D): tf.Tensor3D {
  const { config, parameters } = context;
  if (config.words.kind === 'adaptive')
    return rank3('embedWords', adaptiveEmbedding(context, config.words, ids));
  const options = { ...padding(config), scale: Math.sqrt(config.dim) };
  return rank3('embedWords', embedding(parameters.matrix(EMBEDDING), ids, options));
}
