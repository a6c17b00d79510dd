// The model of the benchmark's `mt` `mini`: post-norm encoder and decoder, one vocabulary, everything tied, dropout at every
// site, R-Drop's loss on the doubled batch.
import {
  dropout,
  type DropoutSource,
  embedding,
  feedForward,
  layerNorm,
  linear,
  philoxDropout,
  type Projection,
  projectedAttention,
  projectedRDropTerms,
  rank1,
  rank2,
  rank3,
} from '@rdrop/ops';
import { integers, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';

const VOCABULARY = 8000;
const DIM = 256;
const FFN = 1024;
const HEADS = 4;
const LAYERS = 3;
const POSITIONS = 1024;
const RATE = 0.3;
const ALPHA = 5;
const SMOOTHING = 0.1;

/** Parameters by name, made where they are first asked for. */
class Parameters {
  readonly all = new Map<string, tf.Variable>();

  matrix(name: string, rows: number, columns: number): tf.Tensor2D {
    return rank2(name, this.#variable(name, [rows, columns]));
  }

  vector(name: string, size: number): tf.Tensor1D {
    return rank1(name, this.#variable(name, [size]));
  }

  projection(name: string, outputs: number, inputs: number): Projection {
    return {
      weight: this.matrix(`${name}.weight`, outputs, inputs),
      bias: this.vector(`${name}.bias`, outputs),
    };
  }

  #variable(name: string, shape: number[]): tf.Variable {
    let variable = this.all.get(name);
    if (variable === undefined) {
      const data = values(tf.util.sizeFromShape(shape), this.all.size).map((x) => 0.05 * x);
      variable = tf.tidy(() => tf.variable(tf.tensor(data, shape)));
      this.all.set(name, variable);
    }
    return variable;
  }
}

/** What a layer attends to. */
interface Attended {
  readonly states: tf.Tensor3D;
  readonly causal: boolean;
}

export function mtMini(batch: number, tokens: number) {
  const parameters = new Parameters();
  const ids = (seed: number) => tf.tensor2d(integers(batch * tokens, VOCABULARY, seed), [batch, tokens]);
  const [source, previous, labels] = [ids(1), ids(2), ids(3)];
  const square = (name: string) => parameters.projection(name, DIM, DIM);

  function normed(name: string, masks: DropoutSource, x: tf.Tensor, update: tf.Tensor): tf.Tensor3D {
    const [gain, bias] = [parameters.vector(`${name}.gain`, DIM), parameters.vector(`${name}.shift`, DIM)];
    return rank3(name, layerNorm(update, gain, bias, { residual: x, dropout: masks.at(name, RATE) }));
  }

  function attended(name: string, masks: DropoutSource, x: tf.Tensor3D, { states, causal }: Attended) {
    const [query, key, value, out] = ['q', 'k', 'v', 'out'].map((part) => square(`${name}.${part}`));
    if (!query || !key || !value || !out) throw new Error('expected four projections');
    const options = { heads: HEADS, causal, dropout: masks.at(`${name}.weights`, RATE) };
    const mixed = projectedAttention(x, states, { query, key, value }, options);
    return normed(name, masks, x, linear(mixed, out.weight, { bias: out.bias }));
  }

  function layer(name: string, masks: DropoutSource, x: tf.Tensor3D, memory?: tf.Tensor3D): tf.Tensor3D {
    let h = attended(`${name}.self`, masks, x, { states: x, causal: memory !== undefined });
    if (memory !== undefined) h = attended(`${name}.cross`, masks, h, { states: memory, causal: false });
    const update = feedForward(
      h,
      parameters.projection(`${name}.up`, FFN, DIM),
      parameters.projection(`${name}.down`, DIM, FFN),
      { activation: 'relu', dropout: masks.at(`${name}.ffn`, RATE) },
    );
    return normed(`${name}.norm`, masks, h, update);
  }

  function embedded(name: string, masks: DropoutSource, tokenIds: tf.Tensor2D): tf.Tensor3D {
    const table = parameters.matrix('embedding', VOCABULARY, DIM);
    const rows = embedding(table, tf.concat([tokenIds, tokenIds]), { scale: Math.sqrt(DIM) });
    const places = tf.slice(parameters.matrix('positions', POSITIONS, DIM), [0, 0], [tokens, DIM]);
    return rank3(name, dropout(tf.add(rows, places), masks.at(name, RATE)));
  }

  return {
    parameters: parameters.all,
    /** Units of a batch. */
    count: batch * tokens,
    /** The summed loss of an update. */
    loss(update: number): tf.Scalar {
      const masks = philoxDropout({ seed: 1, update });
      let memory = embedded('encoder', masks, source);
      for (let i = 0; i < LAYERS; i++) memory = layer(`encoder.${i}`, masks, memory);
      let states = embedded('decoder', masks, previous);
      for (let i = 0; i < LAYERS; i++) states = layer(`decoder.${i}`, masks, states, memory);
      return projectedRDropTerms(states, parameters.matrix('embedding', VOCABULARY, DIM), labels, {
        ...{ passes: 2, coefficients: [1, 1, 0, 0, ALPHA], labelSmoothing: SMOOTHING },
      }).loss;
    },
  };
}
