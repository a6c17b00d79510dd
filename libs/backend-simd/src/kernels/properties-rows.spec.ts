import { describe, it } from 'vitest';
import type { NumericType } from '../linear-memory.js';
import type { Dice, Operand } from '../testing/dice.js';
import { expectProperty, type KernelCase } from '../testing/kernel-property.js';
import { OVERRIDDEN } from '../testing/overridden.js';

/** Row numbers below `rows`; seldom one outside. */
function idsOf(dice: Dice, shape: number[], rows: number, outside: number): Operand {
  const size = shape.reduce((product, length) => product * length, 1);
  const next = () => (dice.chance(outside) ? dice.pick(-1, rows, 2 ** 30) : dice.below(Math.max(1, rows)));
  return { shape, dtype: 'int32', values: Int32Array.from({ length: size }, next) };
}

const ROWS: Record<(typeof OVERRIDDEN.rows)[number], (dice: Dice) => KernelCase> = {
  GatherV2: (dice) => {
    const shape = dice.chance(0.05) ? [31, 400] : dice.shape(1, 4);
    const axis = dice.chance(0.6) ? 0 : dice.below(shape.length);
    const x = dice.operand(shape, dice.pick<NumericType>('float32', 'float32', 'int32', 'bool'), 'wild');
    const indices = idsOf(dice, dice.chance(0.05) ? [300] : dice.shape(0, 2), shape[axis] ?? 0, 0.005);
    return { inputs: { x, indices }, attrs: { axis, batchDims: 0 } };
  },
  UnsortedSegmentSum: (dice) => {
    const rows = dice.chance(0.05) ? 700 : dice.length();
    const x = dice.operand(
      [rows, ...dice.shape(0, 2)],
      dice.pick<NumericType>('float32', 'float32', 'int32'),
    );
    const numSegments = dice.between(1, 9);
    const segmentIds = idsOf(dice, [rows], numSegments, 0.05);
    return { inputs: { x, segmentIds }, attrs: { numSegments }, absolute: rows * 4 * 2 ** -23 };
  },
};

const TRUTH: Record<(typeof OVERRIDDEN.truth)[number], (dice: Dice) => KernelCase> = {
  LogicalAnd: (dice) => ({ inputs: pair(dice, 'bool') }),
  LogicalOr: (dice) => ({ inputs: pair(dice, 'bool') }),
  Select: (dice) => {
    const shape = dice.chance(0.05) ? [70_001] : dice.shape();
    const dtype = dice.pick<NumericType>('float32', 'int32', 'bool');
    const operands = [0, 1].map(() => dice.operand(shape, dtype, 'wild'));
    return { inputs: { condition: dice.operand(shape, 'bool'), t: operands[0], e: operands[1] } };
  },
};

function pair(dice: Dice, dtype: NumericType): { a: Operand; b: Operand } {
  const shape = dice.chance(0.03) ? dice.pick([70_001], [3, 250, 101]) : dice.shape();
  const full = dice.operand(shape, dtype, 'wild');
  const other = dice.operand(dice.chance(0.4) ? shape : dice.narrower(shape), dtype, 'wild');
  // Some equal elements, which random floats would not have.
  if (full.values.length === other.values.length) {
    full.values.forEach((value, i) => {
      if (dice.chance(0.3)) other.values[i] = value;
    });
  }
  return dice.chance(0.5) ? { a: full, b: other } : { a: other, b: full };
}

describe('kernels on rows and truth values against the stock ones', () => {
  it.each(OVERRIDDEN.rows)('%s', async (name) => {
    await expectProperty(name, ROWS[name]);
  });

  it.each(OVERRIDDEN.truth)('%s', async (name) => {
    await expectProperty(name, TRUTH[name]);
  });

  it.each(OVERRIDDEN.comparisons)('%s', async (name) => {
    await expectProperty(name, (dice) => ({ inputs: pair(dice, dice.pick('float32', 'int32', 'bool')) }));
  });
});
