import { rank2, rank3, recompute } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { AttentionMemory } from './attention-block.js';
import { decoderLayer } from './decoder-layer.js';
import type { LayerContext } from './layer-context.js';
import { selfAttentionLayer } from './self-attention-layer.js';

/** The source as the decoder sees it. */
export interface EncoderOutput {
  /** [B, S, D] */
  readonly states: tf.Tensor3D;
  /** [B, S], 1 = real. */
  readonly keyMask: tf.Tensor2D;
}

/** `encoder.layers.0`, `encoder.layers.1`, ... */
export function layerNames(stack: string, count: number): string[] {
  return Array.from({ length: count }, (_, layer) => `${stack}.layers.${layer}`);
}

/** Self-attention memory of a whole target: keys and values of the same positions, later ones and padding hidden. */
export function teacherForcedMemory(
  keyMask: tf.Tensor2D | undefined,
): (input: tf.Tensor3D) => AttentionMemory {
  return (input) => ({ states: input, keyMask, causal: true });
}

/** What a layer reads: activations, which gradients flow to, and masks. */
interface LayerInputs {
  readonly inputs: readonly tf.Tensor3D[];
  readonly masks: readonly tf.Tensor2D[];
}

/** Runs layer `name`. What it leaves behind is its output and what its gradients need; the rest goes at once. */
function runLayer(
  context: LayerContext,
  name: string,
  { inputs, masks }: LayerInputs,
  body: (inputs: LayerInputs) => tf.Tensor3D,
): tf.Tensor3D {
  if (context.recompute !== true) return tf.tidy(() => body({ inputs, masks }));
  const parameters = context.parameters.under(`${name}.`);
  const y = recompute({ inputs, constants: masks, parameters }, (activations, constants) =>
    body({
      inputs: activations.map((x) => rank3(name, x)),
      masks: constants.map((mask) => rank2(name, mask)),
    }),
  );
  return rank3(name, y);
}

function at<T>(list: readonly T[], index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new Error(`runLayer: expected input ${index}, got only ${list.length}`);
  return entry;
}

/** Encoder layers one after the other: the states [B, S, D] before the first and after each. */
export function runEncoderLayers(
  context: LayerContext,
  names: readonly string[],
  x: tf.Tensor3D,
  keyMask: tf.Tensor2D,
): tf.Tensor3D[] {
  const states = [x];
  for (const name of names) {
    const layer = { inputs: [at(states, states.length - 1)], masks: [keyMask] };
    states.push(
      runLayer(context, name, layer, ({ inputs, masks }) =>
        selfAttentionLayer(context, name, at(inputs, 0), (states) => ({ states, keyMask: at(masks, 0) })),
      ),
    );
  }
  return states;
}

/** What teacher-forced decoder layers see besides their input. */
export interface TeacherForced {
  /** Real positions of the target, [B, T]; without it only later positions are hidden, which is enough for padding on the right. */
  readonly keyMask?: tf.Tensor2D;
  readonly encoded: EncoderOutput;
}

/** Decoder layers one after the other on a whole target: the states [B, T, D] before the first and after each. */
export function runDecoderLayers(
  context: LayerContext,
  names: readonly string[],
  x: tf.Tensor3D,
  { keyMask, encoded }: TeacherForced,
): tf.Tensor3D[] {
  const states = [x];
  for (const name of names) {
    const layer = {
      inputs: [at(states, states.length - 1), encoded.states],
      masks: [encoded.keyMask, ...(keyMask === undefined ? [] : [keyMask])],
    };
    states.push(
      runLayer(context, name, layer, ({ inputs, masks }) =>
        decoderLayer(context, name, at(inputs, 0), {
          self: teacherForcedMemory(masks[1]),
          cross: { states: at(inputs, 1), keyMask: at(masks, 0) },
        }),
      ),
    );
  }
  return states;
}
