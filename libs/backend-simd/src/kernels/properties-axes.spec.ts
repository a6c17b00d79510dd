import { describe, it } from 'vitest';
import type { NumericType } from '../linear-memory.js';
import type { Dice, Operand } from '../testing/dice.js';
import { expectProperty, type KernelCase } from '../testing/kernel-property.js';
import { OVERRIDDEN } from '../testing/overridden.js';

/** Some of the axes of a shape, counted from either end, in any order. */
function axesOf(dice: Dice, rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, i) => i).filter(() => dice.chance(0.5));
  return dice.shuffled(axes).map((axis) => (dice.chance(0.3) ? axis - rank : axis));
}

function shapeOf(dice: Dice): number[] {
  if (dice.chance(0.03)) return dice.pick([70_001], [50, 1501], [1501, 50], [3, 5, 7001]);
  return dice.shape();
}

/** What adding up in another order may cost: 2^-24 of each element's size, for each addition of single precision. */
function summation({ values }: Operand, count: number): number {
  const largest = Array.from(values).reduce(
    (most, x) => Math.max(most, Number.isFinite(x) ? Math.abs(x) : 0),
    0,
  );
  return Math.max(1, count) * largest * 2 ** -23;
}

function reduction(dice: Dice, x: Operand, attribute: 'axis' | 'reductionIndices'): KernelCase {
  const axes = axesOf(dice, x.shape.length);
  const count = axes.reduce((product, axis) => product * (x.shape.at(axis) ?? 1), 1);
  return {
    inputs: { x },
    attrs: { [attribute]: axes, keepDims: dice.chance(0.4) },
    absolute: summation(x, count),
  };
}

const CASES: Record<(typeof OVERRIDDEN.axes)[number], (dice: Dice) => KernelCase> = {
  Sum: (dice) => {
    const dtype = dice.pick<NumericType>('float32', 'float32', 'float32', 'int32', 'bool');
    return reduction(dice, withHoles(dice, dice.operand(shapeOf(dice), dtype)), 'axis');
  },
  Mean: (dice) => {
    const dtype = dice.pick<NumericType>('float32', 'float32', 'float32', 'int32');
    return reduction(dice, withHoles(dice, dice.operand(shapeOf(dice), dtype)), 'axis');
  },
  Max: (dice) => {
    const dtype = dice.pick<NumericType>('float32', 'float32', 'float32', 'int32');
    const x = dice.operand(shapeOf(dice), dtype, dice.pick('plain', 'wild'));
    // Of zeros of both signs either is the largest.
    return { ...reduction(dice, x, 'reductionIndices'), absolute: 2 ** -149 };
  },
  Softmax: (dice) => {
    const shape = dice.chance(0.03) ? [50, 1501] : dice.shape(1);
    const logits = withHoles(
      dice,
      dice.operand(shape, dice.pick<NumericType>('float32', 'float32', 'int32')),
    );
    return { inputs: { logits }, attrs: { dim: dice.pick(-1, shape.length - 1) }, ulps: 8, absolute: 1e-7 };
  },
  Transpose: (dice) => {
    const shape = dice.chance(0.05) ? dice.pick([30, 50, 70], [301, 402], [1, 40, 3, 900]) : dice.shape(0, 6);
    const x = dice.operand(shape, dice.pick('float32', 'int32', 'bool'), 'wild');
    return { inputs: { x }, attrs: { perm: dice.shuffled(shape.map((_, i) => i)) } };
  },
  Cumsum: (dice) => {
    const shape = dice.chance(0.05) ? dice.pick([2, 50, 701], [60, 701], [701, 60]) : dice.shape(1);
    const x = dice.operand(shape, dice.pick('float32', 'int32', 'bool'), dice.pick('plain', 'wild'));
    const axis = dice.below(shape.length); // the stock kernel takes negative ones for others
    return { inputs: { x }, attrs: { axis, exclusive: dice.chance(0.5), reverse: dice.chance(0.5) } };
  },
};

/** Here and there NaN or an infinity, which must come out; extremes would overflow in one order and not in another. */
function withHoles(dice: Dice, operand: Operand): Operand {
  if (operand.dtype !== 'float32' || dice.chance(0.5)) return operand;
  const hole = dice.pick(NaN, Infinity, -Infinity);
  operand.values.forEach((_, i) => {
    if (dice.chance(0.02)) operand.values[i] = hole;
  });
  return operand;
}

describe('kernels along axes against the stock ones', () => {
  it.each(OVERRIDDEN.axes)('%s', async (name) => {
    await expectProperty(name, CASES[name]);
  });
});
