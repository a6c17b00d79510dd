import type * as tf from '@tensorflow/tfjs';
import type { Program } from './program.js';

/** One run of a program; every name of the program must be there, and no other. */
export interface DispatchArguments {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly outputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly uniforms?: Readonly<Record<string, number>>;
  readonly stepValues?: Readonly<Record<string, number>>;
  /** Workgroups along x, y, z; nothing runs when one is 0. */
  readonly groups?: readonly [number, number, number];
  /** Or: this many threads at least in one row, cut into workgroups; `index` is the number of a thread. */
  readonly threads?: number;
}

/** A row of workgroups that is longer than the device allows goes on in further rows. */
function folded(count: number, most: number): readonly [number, number, number] {
  if (count <= most) return [count, 1, 1];
  const rows = Math.ceil(count / most);
  return [Math.ceil(count / rows), rows, 1];
}

/**
 * The workgroups of a run along x, y, z.
 *
 * @param most workgroups that the device allows along an axis
 * @throws Error when the run says neither groups nor threads
 */
export function workgroupsOf(
  program: Program,
  { groups, threads }: DispatchArguments,
  most: number,
): readonly [number, number, number] {
  if (groups !== undefined) return groups;
  if (threads === undefined) throw new Error(`${program.key}: expected groups or threads`);
  return folded(Math.ceil(threads / program.threads), most);
}
