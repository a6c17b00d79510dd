import {
  dropout,
  type DropoutSource,
  firstPosition,
  linear,
  type Projection,
  rank2,
  rank3,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { allocateParameters } from '../parameter-spec.js';
import type { ParameterSet } from '../parameter-set.js';
import { embedPatches } from './embed-patches.js';
import { checkVitConfig, type VitConfig } from './vit-config.js';
import { type VitContext, vitLayer, vitNorm, vitProjection } from './vit-layer.js';
import { VIT_NAMES, vitParameterSpecs } from './vit-parameters.js';

/** What the model computes on its way, for tests and for looking inside. */
export interface VitStates {
  /** [B, T, D], positions added and dropped out. */
  readonly embedded: tf.Tensor3D;
  /** Output of every layer, [B, T, D]. */
  readonly layers: readonly tf.Tensor3D[];
  /** The last layer's output after the final norm, [B, T, D]. */
  readonly encoded: tf.Tensor3D;
}

/**
 * Vision Transformer for classification: pre-norm, class token, learned positions. Owns its parameters; callers own
 * what methods return.
 */
export class Vit {
  constructor(
    readonly config: VitConfig,
    readonly parameters: ParameterSet,
  ) {}

  /** Weight [C, D] and bias [C] of the head. */
  get head(): Projection {
    return vitProjection(this.#context(undefined), VIT_NAMES.head);
  }

  /** What the head reads: images [B, 3, side, side] -> [B, D]. The last layer is computed at the class token alone. */
  classStates(images: tf.Tensor4D, source: DropoutSource): tf.Tensor2D {
    const context = this.#context(source);
    const { layers, dim } = this.config;
    return tf.tidy(() => {
      let x = this.#embed(context, images);
      for (let layer = 0; layer < layers; layer++) x = vitLayer(context, layer, x, layer === layers - 1);
      const encoded = vitNorm(context, VIT_NAMES.norm, x); // [B, 1, D]
      return tf.reshape<tf.Rank.R2>(encoded, [-1, dim]);
    });
  }

  /** Logits: images [B, 3, side, side] -> [B, C]. */
  forward(images: tf.Tensor4D, source: DropoutSource): tf.Tensor2D {
    return tf.tidy(() => this.#logits(this.classStates(images, source)));
  }

  /** The same logits with every position of the last layer computed: masks then have one shape in all layers. */
  forwardAllPositions(images: tf.Tensor4D, source: DropoutSource): tf.Tensor2D {
    return tf.tidy(() => {
      const { encoded } = this.states(images, source);
      return this.#logits(tf.reshape<tf.Rank.R2>(firstPosition(encoded), [-1, this.config.dim]));
    });
  }

  /** The states of every layer. */
  states(images: tf.Tensor4D, source: DropoutSource): VitStates {
    const context = this.#context(source);
    const embedded = this.#embed(context, images);
    const layers: tf.Tensor3D[] = [];
    let x = embedded;
    for (let layer = 0; layer < this.config.layers; layer++) {
      x = vitLayer(context, layer, x);
      layers.push(x);
    }
    return { embedded, layers, encoded: vitNorm(context, VIT_NAMES.norm, x) };
  }

  dispose(): void {
    this.parameters.dispose();
  }

  #logits(states: tf.Tensor2D): tf.Tensor2D {
    const { weight, bias } = this.head;
    return rank2('Vit', linear(states, weight, { bias }));
  }

  #embed(context: VitContext, images: tf.Tensor4D): tf.Tensor3D {
    const { parameters, config } = context;
    return tf.tidy(() => {
      const embedded = embedPatches(images, {
        patch: config.patch,
        projection: vitProjection(context, VIT_NAMES.patch),
        classToken: parameters.matrix(VIT_NAMES.classToken),
        positions: parameters.matrix(VIT_NAMES.positions),
      });
      return rank3('Vit', dropout(embedded, context.dropout.at('embed', config.dropout)));
    });
  }

  #context(source: DropoutSource | undefined): VitContext {
    const none: DropoutSource = { at: () => undefined };
    return { config: this.config, parameters: this.parameters, dropout: source ?? none };
  }
}

/** A model with initial parameters, a function of the seed. The caller disposes of it. */
export function createVit(config: VitConfig, seed: number): Vit {
  return new Vit(checkVitConfig(config), allocateParameters(vitParameterSpecs(config), seed));
}
