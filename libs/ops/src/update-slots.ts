import * as tf from '@tensorflow/tfjs';
import type { GradientScaling } from './gradient-clip.js';
import { type FusedKernel, hasKernels, runOnAll } from './kernels.js';

/** One parameter with its gradient, of one shape; an optimizer's slot has its state variables besides. */
export interface UpdateSlot {
  readonly parameter: tf.Variable;
  readonly gradient: tf.Tensor;
  /** Whether weight decay applies to this parameter. */
  readonly decay: boolean;
}

interface Update<K extends string, S extends UpdateSlot & Readonly<Record<K, tf.Variable>>> {
  /** The public function, for errors. */
  readonly where: string;
  readonly kernel: FusedKernel;
  /** The slots' fields that hold state. */
  readonly state: readonly K[];
  readonly slots: readonly S[];
  /** What the kernel gets besides; only engines that know loss scales get it. */
  readonly besides?: tf.NamedTensorMap;
}

/**
 * Updates all slots: one run of the engine's kernel over the lot, or `reference` for one after the other. The kernel gets
 * parameter0, gradient0, <state>0, ..., parameter1, ..., and `decays` (1 or 0 for each) beside the numbers of `hyper`;
 * where it clips, also `norm`, and its limit as `clipLimit`, and `lossScale` if there is one.
 *
 * @throws Error when a gradient has another shape than its parameter; nothing is updated then
 */
export function updateSlots<K extends string, S extends UpdateSlot & Readonly<Record<K, tf.Variable>>>(
  { where, kernel, state, slots, besides = {} }: Update<K, S>,
  hyper: GradientScaling,
  reference: (slot: S) => void,
): void {
  for (const { parameter, gradient } of slots) {
    if (!tf.util.arraysEqual(gradient.shape, parameter.shape)) {
      throw new Error(
        `${where}: expected a gradient [${parameter.shape.join(', ')}], got [${gradient.shape.join(', ')}]`,
      );
    }
  }
  if (slots.length === 0) return;
  const { clip, ...attributes } = hyper;
  // An engine that has the rule of the loss scale knows what to do with one.
  const usesScale = clip?.lossScale !== undefined || Object.keys(besides).length > 0;
  if (!hasKernels(kernel) || (usesScale && !hasKernels('RDropLossScale'))) {
    slots.forEach(reference);
    return;
  }
  const inputs: tf.NamedTensorMap = { ...besides };
  slots.forEach((slot, i) => {
    inputs[`parameter${i}`] = slot.parameter;
    inputs[`gradient${i}`] = slot.gradient;
    for (const name of state) inputs[`${name}${i}`] = slot[name];
  });
  if (clip !== undefined) inputs['norm'] = clip.norm;
  if (clip?.lossScale !== undefined) inputs['lossScale'] = clip.lossScale;
  const clipping = clip === undefined ? {} : { clipLimit: clip.limit };
  runOnAll(kernel, inputs, {
    ...{ ...attributes, ...clipping },
    decays: slots.map(({ decay }) => (decay ? 1 : 0)),
  });
}
