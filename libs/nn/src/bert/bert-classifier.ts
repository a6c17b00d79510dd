import { checkShape, dropout, type DropoutSource, noDropout, rank2 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { allocateParameters } from '../parameter-spec.js';
import type { ParameterSet } from '../parameter-set.js';
import type { BertConfig } from './bert-config.js';
import { type BertContext, type BertInputs, dense, lastBertState } from './bert-encoder.js';
import { bertClassifierSpecs } from './bert-parameters.js';

/** BERT's pooler: tanh of a linear layer on the first position [B, D]. */
export function bertPooled(context: BertContext, first: tf.Tensor2D): tf.Tensor2D {
  return rank2('bertPooled', tf.tanh(dense(context, 'bert.pooler.dense', first)));
}

/** Logits [B, C] of the first position [B, D]. */
function headLogits(context: BertContext, first: tf.Tensor2D): tf.Tensor2D {
  const { config } = context;
  const drop = (site: string, x: tf.Tensor) => dropout(x, context.dropout.at(site, config.dropout));
  if (config.family === 'bert') {
    return rank2('classifier', dense(context, 'classifier', drop('dropout', bertPooled(context, first))));
  }
  // RoBERTa's head drops before and after its dense layer.
  const hidden = tf.tanh(dense(context, 'classifier.dense', drop('classifier.dropout.0', first)));
  return rank2('classifier', dense(context, 'classifier.out_proj', drop('classifier.dropout.1', hidden)));
}

/**
 * BERT (Devlin et al. 2019) or RoBERTa (Liu et al. 2019) with a head that classifies sequences, or gives each a number
 * (one class). Parameters carry the names of the Hugging Face libraries.
 *
 * A doubled batch needs nothing special: pass ids and token types twice along the first axis.
 */
export class BertClassifier {
  /** Takes over `parameters`, which must hold every parameter of the configuration in its shape. */
  constructor(
    readonly config: BertConfig,
    readonly classes: number,
    readonly parameters: ParameterSet,
  ) {
    for (const { name, shape } of bertClassifierSpecs(config, classes)) {
      checkShape(`BertClassifier: parameter "${name}"`, parameters.get(name), shape);
    }
  }

  /** Settings, parameters and masks of one pass, for the functions of the encoder. */
  context(source: DropoutSource = noDropout): BertContext {
    return { config: this.config, parameters: this.parameters, dropout: source };
  }

  /** Logits [B, C]. The last layer is computed at the first position alone. */
  logits(inputs: BertInputs, source: DropoutSource): tf.Tensor2D {
    return tf.tidy(() => {
      const context = this.context(source);
      const state = lastBertState(context, inputs, { firstOnly: true }); // [B, 1, D]
      return headLogits(context, tf.reshape(state, [state.shape[0], this.config.dim]));
    });
  }

  dispose(): void {
    this.parameters.dispose();
  }
}

/** A classifier with fresh parameters, a function of its arguments alone. The caller disposes it. */
export function createBertClassifier(config: BertConfig, classes: number, seed: number): BertClassifier {
  return new BertClassifier(config, classes, allocateParameters(bertClassifierSpecs(config, classes), seed));
}
