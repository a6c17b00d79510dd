import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from './shapes.js';

/** Types that a kernel computes with. */
export type NumericInput = 'float32' | 'int32';

/** What an engine's kernel gets from TensorFlow.js, its parts checked on access. */
export class KernelArguments {
  constructor(
    /** The kernel's name, for errors. */
    readonly name: string,
    readonly inputs: tf.NamedTensorInfoMap,
    readonly attributes: tf.NamedAttrMap,
  ) {}

  has(key: string): boolean {
    return this.inputs[key] !== undefined;
  }

  input(key: string): tf.TensorInfo {
    const info = this.inputs[key];
    if (info === undefined) throw new Error(`${this.name}: expected an input '${key}'`);
    return info;
  }

  /** An input of one type; others are refused rather than misread. */
  typed(key: string, dtype: NumericInput): tf.TensorInfo {
    const info = this.input(key);
    if (info.dtype !== dtype)
      throw new Error(`${this.name}: expected ${key} of type ${dtype}, got ${info.dtype}`);
    return info;
  }

  /** The lengths of an input of the given rank. */
  dims(key: string, rank: number): number[] {
    return dims(`${this.name} ${key}`, this.input(key), rank);
  }

  expectSize(key: string, size: number): void {
    expectSize(`${this.name} ${key}`, this.input(key), size);
  }

  number(key: string): number {
    const value = this.attributes[key];
    if (typeof value !== 'number')
      throw new Error(`${this.name}: expected a number '${key}', got ${String(value)}`);
    return value;
  }

  flag(key: string): boolean {
    return this.attributes[key] === true;
  }

  numbers(key: string): number[] {
    const value = this.attributes[key];
    const numbers = Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
    if (!Array.isArray(value) || numbers.length !== value.length) {
      throw new Error(`${this.name}: expected a list of numbers '${key}', got ${String(value)}`);
    }
    return numbers;
  }
}

/** The lengths of a tensor of the given rank. */
export function dims(where: string, info: tf.TensorInfo, rank: number): number[] {
  if (info.shape.length !== rank) {
    throw new Error(`${where}: expected a tensor of rank ${rank}, got [${info.shape.join(', ')}]`);
  }
  return info.shape;
}

export function expectSize(where: string, info: tf.TensorInfo, size: number): void {
  if (sizeOf(info.shape) !== size) {
    throw new Error(`${where}: expected ${size} elements, got [${info.shape.join(', ')}]`);
  }
}
