import type { NumericArray, NumericType } from '../linear-memory.js';

/** What a tensor is made from. */
export interface Operand {
  readonly shape: number[];
  readonly dtype: NumericType;
  readonly values: NumericArray;
}

/** `plain`: numbers of moderate size. `wild`: among them NaN, infinities, zeros of both signs, subnormals, extremes. */
export type Flavour = 'plain' | 'wild';

const WILD = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1e-40,
  -1e-45,
  1.2e-38,
  3.4e38,
  -3.4e38,
  1,
  -1,
  0.5,
  1e9,
  -2.5e9,
];
const WILD_INTEGERS = [0, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1];

/** Seeded choices for tests (32-bit mix of a counter); the same seed gives the same cases on every machine. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e3779b1);
  }

  /** From 0 (included) to 1. */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(first: T, ...rest: readonly T[]): T {
    return rest[this.below(rest.length + 1)] ?? first;
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, key: this.unit() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }

  /** A length: mostly small, now and then longer than several vectors, seldom 0. */
  length(): number {
    if (this.chance(0.02)) return 0;
    return this.chance(0.15) ? this.between(8, 40) : this.between(1, 6);
  }

  shape(leastRank = 0, mostRank = 5): number[] {
    return Array.from({ length: this.between(leastRank, mostRank) }, () => this.length());
  }

  /** A shape that can be broadcast to `shape`: some axes of length 1, some leading ones left out. */
  narrower(shape: readonly number[]): number[] {
    const kept = shape.slice(this.chance(0.4) ? this.between(0, shape.length) : 0);
    return kept.map((length) => (this.chance(0.4) ? 1 : length));
  }

  operand(shape: readonly number[], dtype: NumericType = 'float32', flavour: Flavour = 'plain'): Operand {
    const size = shape.reduce((product, length) => product * length, 1);
    const next = (): number => {
      if (dtype === 'bool') return this.below(2);
      if (dtype === 'int32') {
        return flavour === 'wild' && this.chance(0.2) ? this.pick(0, ...WILD_INTEGERS) : this.between(-9, 9);
      }
      return flavour === 'wild' && this.chance(0.2) ? this.pick(0, ...WILD) : 8 * this.unit() - 4;
    };
    const values = Array.from({ length: size }, next);
    if (dtype === 'float32') return { shape: [...shape], dtype, values: Float32Array.from(values) };
    if (dtype === 'int32') return { shape: [...shape], dtype, values: Int32Array.from(values) };
    return { shape: [...shape], dtype, values: Uint8Array.from(values) };
  }
}
