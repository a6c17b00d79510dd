import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { NumericType } from '../linear-memory.js';
import { on } from '../testing/backends.js';
import type { Dice, Operand } from '../testing/dice.js';
import { expectProperty, type KernelCase } from '../testing/kernel-property.js';
import { OVERRIDDEN } from '../testing/overridden.js';

/** A tensor of any type, of rank 1 at least, now and then large enough for several slices. */
function anything(dice: Dice, mostRank = 5): Operand {
  const shape = dice.chance(0.04)
    ? dice.pick([70_001], [300, 401], [2, 300, 201], [40, 30, 2, 50])
    : dice.shape(1, mostRank);
  return dice.operand(shape, dice.pick('float32', 'int32', 'bool'), 'wild');
}

const WINDOWS: Record<(typeof OVERRIDDEN.windows)[number], (dice: Dice) => KernelCase> = {
  Slice: (dice) => {
    const x = anything(dice);
    const begin = x.shape.map((length) => dice.between(0, length));
    const size = x.shape.map((length, i) => {
      const room = length - (begin[i] ?? 0);
      return dice.chance(0.2) ? -1 : dice.chance(0.03) ? room + 1 : dice.between(0, room);
    });
    return { inputs: { x }, attrs: { begin, size } };
  },
  StridedSlice: (dice) => {
    const x = anything(dice);
    const mask = () => (dice.chance(0.3) ? dice.below(2 ** x.shape.length) : 0);
    // An ellipsis or a new axis in one place, as in x[a:b, ..., c:d].
    const special = dice.pick('ellipsisMask', 'newAxisMask');
    const bit = dice.chance(0.3) ? 2 ** dice.below(x.shape.length) : 0;
    // The stock kernel mistakes one axis for another where one is dropped and steps are taken.
    const hasSteps = dice.chance(0.7);
    return {
      inputs: { x },
      attrs: {
        begin: x.shape.map((length) => dice.between(-length - 1, length)),
        end: x.shape.map((length) => dice.between(-length - 1, length + 1)),
        strides: x.shape.map(() => (hasSteps ? dice.pick(1, 1, 2, 3, -1, -2) : 1)),
        ...{ beginMask: mask(), endMask: mask(), shrinkAxisMask: hasSteps ? 0 : mask() },
        ...{ ellipsisMask: 0, newAxisMask: 0, [special]: bit },
      },
    };
  },
  SplitV: (dice) => {
    const x = anything(dice);
    const axis = dice.below(x.shape.length);
    const length = x.shape[axis] ?? 0;
    const first = dice.between(0, length);
    const second = dice.between(0, length - first);
    const parts = dice.pick(
      [first, length - first],
      [first, second, -1],
      [first, second, length - first - second],
    );
    const equal = [1, 2, 3, length].filter((count) => count > 0 && length % count === 0);
    const numOrSizeSplits = dice.chance(0.5) ? parts : dice.pick(1, ...equal);
    return {
      inputs: { x },
      attrs: { numOrSizeSplits, axis: dice.chance(0.3) ? axis - x.shape.length : axis },
    };
  },
  Unpack: (dice) => {
    const value = dice.operand(dice.shape(1), dice.pick('float32', 'int32', 'bool'), 'wild');
    const axis = dice.between(-value.shape.length, value.shape.length - 1);
    return { inputs: { value }, attrs: { axis } };
  },
  Reverse: (dice) => {
    const x = anything(dice, 6);
    const dims = x.shape.map((_, i) => i).filter(() => dice.chance(0.5));
    return {
      inputs: { x },
      attrs: { dims: dims.map((axis) => (dice.chance(0.3) ? axis - x.shape.length : axis)) },
    };
  },
};

const MOVEMENT: Record<(typeof OVERRIDDEN.movement)[number], (dice: Dice) => KernelCase> = {
  Concat: (dice) => {
    const first = anything(dice);
    const axis = dice.below(first.shape.length);
    const others = Array.from({ length: dice.between(0, 4) }, () => {
      const shape = first.shape.map((length, i) => (i === axis ? dice.length() : length));
      if (dice.chance(0.02)) shape.push(2); // an error
      return dice.operand(shape, dice.chance(0.05) ? 'int32' : first.dtype, 'plain');
    });
    const attrs = { axis: dice.chance(0.3) ? axis - first.shape.length : axis };
    return { inputs: dice.shuffled([first, ...others]), attrs };
  },
  Pack: (dice) => {
    const first = anything(dice);
    const count = dice.between(1, 5);
    const others = Array.from({ length: count - 1 }, () => dice.operand(first.shape, first.dtype, 'wild'));
    return { inputs: [first, ...others], attrs: { axis: dice.between(0, first.shape.length) } };
  },
  PadV2: (dice) => {
    const x = dice.operand(dice.shape(), dice.pick<NumericType>('float32', 'int32', 'bool'), 'wild');
    const paddings = x.shape.map(() => [dice.pick(0, 0, 1, 3), dice.pick(0, 0, 2, 17)]);
    const constantValue = dice.pick(0, 1, -2.5, x.dtype === 'float32' ? NaN : 7);
    return { inputs: { x }, attrs: { paddings, constantValue } };
  },
  Tile: (dice) => {
    const x = dice.operand(dice.shape(0, 4), dice.pick<NumericType>('float32', 'int32', 'bool'), 'wild');
    return { inputs: { x }, attrs: { reps: x.shape.map(() => dice.pick(1, 1, 1, 2, 3, 0, 20)) } };
  },
};

describe('kernels that take parts of tensors against the stock ones', () => {
  it.each(OVERRIDDEN.windows)('%s', async (name) => {
    await expectProperty(name, WINDOWS[name], 100);
  });
});

describe('kernels that put tensors together against the stock ones', () => {
  it.each(OVERRIDDEN.movement)('%s', async (name) => {
    await expectProperty(name, MOVEMENT[name], 100);
  });
});

describe('what the stock kernels get wrong', () => {
  const valuesOf = (body: () => tf.Tensor): number[] => on('simd', body);
  const x = () => tf.tensor2d([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4]);

  it('a strided slice that drops an axis', () => {
    expect(valuesOf(() => tf.stridedSlice(x(), [1, 0], [2, 4], [1, 2], 0, 0, 0, 0, 1))).toEqual([4, 6]);
    expect(valuesOf(() => tf.stridedSlice(x(), [0, 1], [3, 2], [2, 1], 0, 0, 0, 0, 2))).toEqual([1, 9]);
  });

  it('cumulative sums along an axis counted from the end', () => {
    const expected = valuesOf(() => tf.cumsum(x(), 1));
    expect(expected).toEqual([0, 1, 3, 6, 4, 9, 15, 22, 8, 17, 27, 38]);
    expect(valuesOf(() => tf.cumsum(x(), -1))).toEqual(expected);
  });

  it('integers cast to floats are floats in memory: the product of a transposed mask', () => {
    const mask = tf.tensor2d([0, 1, 1, 1, 0, 2 ** 24 + 1], [2, 3], 'int32');
    expect(valuesOf(() => tf.mul(tf.cast(tf.transpose(mask), 'float32'), 0.5))).toEqual([
      0,
      0.5,
      0.5,
      0,
      0.5,
      2 ** 23,
    ]);
    expect(valuesOf(() => tf.mul(tf.cast(tf.greater(tf.transpose(mask), 0), 'float32'), 3))).toEqual([
      0, 3, 3, 0, 3, 3,
    ]);
    mask.dispose();
  });
});
