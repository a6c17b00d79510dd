import {
  type AdamHyper,
  type AdamSlot,
  adamUpdate,
  advanceCorrections,
  declareNumbers,
  dropout,
  embedding,
  globalNorm,
  type HostTensor,
  layerNorm,
  linear,
  philoxDropout,
  projectedRDropTerms,
  rank2,
  type RecordableStep,
  updateLossScale,
} from '@rdrop/ops';
import { integers, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';

const WIDTH = 12;
const VOCABULARY = 30;
const SEED = 3;
const BATCH = 2;

/** A batch with ids of its own as the host has it; its length is one of three in turn. */
export function batchOf(update: number): Record<'ids' | 'labels', HostTensor> {
  const shape = [BATCH, 3 + (update % 3)];
  const ids = (seed: number) => Int32Array.from(integers(BATCH * (3 + (update % 3)), VOCABULARY, seed));
  return { ids: { values: ids(2 * update), shape }, labels: { values: ids(2 * update + 1), shape } };
}

function variable(shape: number[], seed: number): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(values(tf.util.sizeFromShape(shape), seed), shape)));
}

/** Squares of gradients overflow with it at first, and again whenever it has grown. */
const LARGE_SCALE = 2 ** 66;

/** What dynamic loss scaling has on the device. */
function lossScaling() {
  return tf.tidy(() => ({
    scale: tf.variable(tf.scalar(LARGE_SCALE), false),
    counts: tf.variable(tf.zeros([2]), false),
    corrections: tf.variable(tf.zeros([2]), false),
  }));
}

/**
 * An R-Drop step of a small model with most kinds of kernels in it, stock ones too; Adam with clipping, and with a loss scale
 * by which some updates are skipped if it is wanted.
 */
export class SmallModel {
  readonly #table = variable([VOCABULARY, WIDTH], 1);
  readonly #weight = variable([WIDTH, WIDTH], 2);
  readonly #bias = variable([WIDTH], 3);
  readonly #gain = variable([WIDTH], 4);
  readonly #shift = variable([WIDTH], 5);
  readonly #slots = [this.#table, this.#weight, this.#bias, this.#gain, this.#shift].map((parameter) => ({
    parameter,
    m: tf.tidy(() => tf.variable(tf.zerosLike(parameter), false)),
    v: tf.tidy(() => tf.variable(tf.zerosLike(parameter), false)),
  }));
  readonly #scaling: ReturnType<typeof lossScaling> | undefined;
  #updates = 0;

  constructor({ scaled = false }: { readonly scaled?: boolean } = {}) {
    this.#scaling = scaled ? lossScaling() : undefined;
  }

  get variables(): tf.Variable[] {
    const { scale, counts, corrections } = this.#scaling ?? {};
    const scaling = [scale, counts, corrections].flatMap((each) => each ?? []);
    return [...this.#slots.flatMap(({ parameter, m, v }) => [parameter, m, v]), ...scaling];
  }

  /** The step of an update, whose host part is done at once. */
  step(update: number): RecordableStep {
    this.#updates += 1;
    const inputs = batchOf(update);
    return {
      key: `length ${inputs.ids.shape.join()}`,
      ...{ update, inputs },
      body: (tensors) => this.#run(tensors, update),
    };
  }

  dispose(): void {
    tf.dispose(this.variables);
  }

  #hyper() {
    const stepSize = this.#scaling === undefined ? 0.01 / (1 - 0.9 ** this.#updates) : 0.01;
    return { gradientScale: 1 / (5 + this.#updates), stepSize, beta1: 0.9, beta2: 0.98 };
  }

  #loss(ids: tf.Tensor, labels: tf.Tensor, update: number) {
    const masks = philoxDropout({ seed: SEED, update });
    const table = rank2('table', this.#table);
    const x = embedding(table, tf.concat([ids, ids]));
    const h = linear(dropout(x, masks.at('in', 0.2)), rank2('weight', this.#weight), {
      bias: this.#bias.as1D(),
      activation: 'relu',
    });
    const options = { residual: x, dropout: masks.at('norm', 0.1) };
    const y = layerNorm(h, this.#gain.as1D(), this.#shift.as1D(), options);
    const states = tf.mul(y, 0.5);
    return projectedRDropTerms(states, table, labels, { passes: 2, coefficients: [1, 1, 0, 0, 5] });
  }

  #run({ ids, labels }: Readonly<Record<string, tf.Tensor>>, update: number) {
    if (ids === undefined || labels === undefined) throw new Error('expected ids and labels');
    let terms: tf.Tensor | undefined;
    const { value, grads } = tf.variableGrads(
      () => {
        const made = this.#loss(ids, labels, update);
        terms = tf.keep(made.terms.clone());
        return this.#scaling === undefined ? made.loss : tf.mul<tf.Scalar>(made.loss, this.#scaling.scale);
      },
      this.#slots.map(({ parameter }) => parameter),
    );
    const slots = this.#slots.map((slot) => ({
      ...slot,
      gradient: grads[slot.parameter.name] ?? tf.zerosLike(slot.parameter),
      decay: true,
    }));
    const norm = globalNorm(slots.map(({ gradient }) => gradient));
    declareNumbers(this.#hyper(), () => this.#hyper());
    const hyper = { ...this.#hyper(), epsilon: 1e-8, decoupledDecay: 0, coupledDecay: 0 };
    const plainNorm = this.#update(slots, norm, hyper);
    if (terms === undefined) throw new Error('expected terms');
    const kl = tf.slice(terms.as1D(), 4, 1).asScalar();
    terms.dispose();
    return { loss: value, kl, norm: plainNorm };
  }

  /** Gives the norm without the loss scale. */
  #update(slots: readonly AdamSlot[], norm: tf.Scalar, hyper: AdamHyper): tf.Scalar {
    if (this.#scaling === undefined) {
      adamUpdate(slots, { ...hyper, clip: { norm, limit: 1 } });
      return norm;
    }
    const { scale, counts, corrections } = this.#scaling;
    advanceCorrections(corrections, norm, hyper);
    const clip = { norm, limit: 1, lossScale: scale };
    adamUpdate(slots, { ...hyper, clip, corrections: { values: corrections, ofEpsilon: true } });
    return updateLossScale({ scale, counts }, norm, { growEvery: 4, most: 2 ** 70 });
  }
}
