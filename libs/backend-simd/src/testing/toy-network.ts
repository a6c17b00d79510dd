import {
  adamUpdate,
  attention,
  embedding,
  globalNorm,
  layerNorm,
  linear,
  philoxDropout,
  projectedRDropTerms,
  rDropTerms,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { integers, values } from './random.js';

const VOCABULARY = 211;
const WIDTH = 32;
const PASSES = 2;

export interface ToyBatch {
  readonly rows: number;
  readonly length: number;
  readonly update: number;
}

/** One layer of attention under R-Drop's loss: every kind of kernel a training step runs. */
export class ToyNetwork {
  private readonly parameters = [
    ...[parameter([VOCABULARY, WIDTH], 1), parameter([WIDTH, WIDTH], 2), parameter([WIDTH], 3)],
    ...[parameter([4 * WIDTH, WIDTH], 4), parameter([WIDTH, 4 * WIDTH], 5), parameter([WIDTH], 6)],
  ];
  private readonly m = this.parameters.map((p) => tf.tidy(() => tf.variable(tf.zerosLike(p))));
  private readonly v = this.parameters.map((p) => tf.tidy(() => tf.variable(tf.zerosLike(p))));

  /**
   * One update of all parameters. Returns the loss and the norm of the gradients.
   *
   * @param onGradients called while the gradients live
   */
  step(batch: ToyBatch, onGradients: () => void = () => undefined): [loss: number, norm: number] {
    const { value, grads } = tf.variableGrads(() => tf.tidy(() => this.loss(batch)), this.parameters);
    const gradients = this.parameters.map((p) => grads[p.name] ?? tf.zerosLike(p));
    const norm = tf.tidy(() => globalNorm(gradients).dataSync()[0] ?? Number.NaN);
    onGradients();
    const slots = this.parameters.flatMap((one, i) => {
      const [gradient, m, v] = [gradients[i], this.m[i], this.v[i]];
      return gradient && m && v ? [{ parameter: one, gradient, m, v, decay: one.rank > 1 }] : [];
    });
    adamUpdate(slots, {
      ...{ gradientScale: 1 / norm, stepSize: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8 },
      ...{ decoupledDecay: 1e-4, coupledDecay: 0 },
    });
    const loss = value.dataSync()[0] ?? Number.NaN;
    tf.dispose([value, gradients]);
    return [loss, norm];
  }

  values(): Float32Array[] {
    return this.parameters.map((p) => Float32Array.from(p.dataSync()));
  }

  dispose(): void {
    tf.dispose([this.parameters, this.m, this.v]);
  }

  private loss({ rows, length, update }: ToyBatch): tf.Scalar {
    const [table, project, gain, up, down, shift] = this.parameters.map((p): tf.Tensor => p);
    if (!table || !project || !gain || !up || !down || !shift) throw new Error('no parameters');
    const ids = tf.tensor2d(integers(rows * length, VOCABULARY, update + 1), [rows, length], 'int32');
    const masks = philoxDropout({ seed: 1, update });
    const twice = tf.concat([ids, ids]);
    const x = embedding(table.as2D(VOCABULARY, WIDTH), twice, { scale: 2 });
    const q = linear(x, project.as2D(WIDTH, WIDTH)).as3D(PASSES * rows, length, WIDTH);
    const h = attention(q, q, q, { heads: 4, causal: true, dropout: masks.at('weights', 0.1) });
    const norm = (y: tf.Tensor, residual: tf.Tensor, site: string) =>
      layerNorm(y, gain.as1D(), shift.as1D(), { residual, dropout: masks.at(site, 0.3) });
    const first = norm(h, x, 'first');
    const hidden = linear(first, up.as2D(4 * WIDTH, WIDTH), { activation: 'gelu' });
    const states = norm(linear(hidden, down.as2D(WIDTH, 4 * WIDTH)), first, 'second');
    const options = { passes: PASSES, labelSmoothing: 0.1 };
    const weight = table.as2D(VOCABULARY, WIDTH);
    const labels = ids.reshape([rows * length]);
    const coefficients = [0.5, 0.5, 0, 0, 1];
    const flat = states.reshape([PASSES * rows * length, WIDTH]);
    // Every other update holds all logits at once, the rest a few positions' at a time.
    if (update % 2 === 0) {
      const terms = rDropTerms(linear(flat, weight), labels, options);
      return tf.sum(tf.mul(terms, tf.tensor1d(coefficients))).asScalar();
    }
    const chunkBytes = 4 * VOCABULARY * PASSES * 7;
    return projectedRDropTerms(flat, weight, labels, { ...options, coefficients, chunkBytes }).loss;
  }
}

function parameter(shape: number[], seed: number): tf.Variable {
  const size = tf.util.sizeFromShape(shape);
  return tf.tidy(() => tf.variable(tf.mul(tf.tensor(values(size, seed), shape), 0.3)));
}
