import * as tf from '@tensorflow/tfjs';
import type { PhiloxDropout } from './dropout-source.js';

/**
 * Names of the fused kernels an engine may register through TensorFlow.js's own registry
 * (`tf.registerKernel({ kernelName, backendName, kernelFunc })`). The README of this lib lists inputs, attributes and
 * outputs of each. An engine may register any subset.
 */
export const FUSED_KERNELS = [
  'RDropDropout',
  'RDropLinear',
  'RDropLinearGradInput',
  'RDropLinearGradWeight',
  'RDropLinearGradBias',
  'RDropReluGrad',
  'RDropGelu',
  'RDropGeluGrad',
  'RDropHiddenGrad',
  'RDropLayerNorm',
  'RDropLayerNormGrad',
  'RDropEmbedding',
  'RDropEmbeddingGrad',
  'RDropAttention',
  'RDropAttentionGrad',
  'RDropCrossEntropy',
  'RDropCrossEntropyGrad',
  'RDropTerms',
  'RDropTermsGrad',
  'RDropProjectedTerms',
  'RDropProjectedTermsGrad',
  'RDropAdam',
  'RDropAdamCorrections',
  'RDropSgd',
  'RDropNag',
  'RDropGlobalNorm',
  'RDropLossScale',
] as const;

export type FusedKernel = (typeof FUSED_KERNELS)[number];

/** Attributes that describe a mask to a kernel; no rates means no dropout. */
export type DropoutAttributes = {
  readonly key0: number;
  readonly key1: number;
  readonly rates: number[];
};

export function dropoutAttributes(drop: PhiloxDropout | undefined): DropoutAttributes {
  return { key0: drop?.key.k0 ?? 0, key1: drop?.key.k1 ?? 0, rates: [...(drop?.rates ?? [])] };
}

let referenceOnly = false;

/** Runs `body` with every fused kernel switched off: how tests hold kernels to the references on one engine. */
export function withReferences<T>(body: () => T): T {
  const before = referenceOnly;
  referenceOnly = true;
  try {
    return body();
  } finally {
    referenceOnly = before;
  }
}

/** Whether the active backend has all of these kernels. */
export function hasKernels(...names: FusedKernel[]): boolean {
  return !referenceOnly && names.every((name) => tf.getKernel(name, tf.getBackend()) !== undefined);
}

/** Runs a fused kernel of the active backend; `inputs` without the undefined ones. */
export function runFused(
  name: FusedKernel,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
  attributes: tf.NamedAttrMap = {},
): tf.Tensor[] {
  const given: tf.NamedTensorMap = {};
  for (const [key, tensor] of Object.entries(inputs)) {
    if (tensor !== undefined) given[key] = tensor;
  }
  return runOnAll(name, given, attributes);
}

/** Runs a fused kernel of the active backend on hundreds of tensors, whose map is worth making only once. */
export function runOnAll(
  name: FusedKernel,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap = {},
): tf.Tensor[] {
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** The one output of a kernel. */
export function runFusedOne(
  name: FusedKernel,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
  attributes: tf.NamedAttrMap = {},
): tf.Tensor {
  const [output] = outputsOf(name, runFused(name, inputs, attributes), 1);
  if (output === undefined) throw new Error(`${name}: expected an output`);
  return output;
}

/** The outputs of a kernel that must give exactly `count` tensors. */
export function outputsOf(
  name: FusedKernel,
  outputs: readonly tf.Tensor[],
  count: number,
): readonly tf.Tensor[] {
  if (outputs.length !== count) {
    throw new Error(`${name}: expected ${count} outputs from the backend's kernel, got ${outputs.length}`);
  }
  return outputs;
}
