import * as tf from '@tensorflow/tfjs';

/**
 * Whether reading a value makes the host wait until the active backend's device has done all it was told (webgpu, which says
 * so by a property of this name). Training then reads nothing from step to step; on the others a read costs nothing.
 */
export function waitsForReads(): boolean {
  return Reflect.get(tf.backend(), 'waitsForReads') === true;
}
