import { describe, expect, it } from 'vitest';
import type { NumericType } from '../linear-memory.js';
import { expectProperty, type KernelCase } from '../testing/kernel-property.js';
import { OVERRIDDEN, overriddenNames } from '../testing/overridden.js';
import type { Dice } from '../testing/dice.js';

type Name<G extends keyof typeof OVERRIDDEN> = (typeof OVERRIDDEN)[G][number];

/** Where the sum of -0 and -0 is -0 here and, since the stock kernel begins with 0, 0 there. */
const MINUS_ZERO = 2 ** -149;

/** Two operands of which one, the other, both or none is broadcast. */
function pairOf(dice: Dice) {
  const shape = dice.chance(0.02) ? [3, 2, 70, 300] : dice.shape();
  const a = dice.chance(0.5) ? shape : dice.narrower(shape);
  const b = dice.chance(0.5) ? shape : dice.narrower(shape);
  const dtype = dice.pick<NumericType>('float32', 'float32', 'float32', 'int32');
  return dice.chance(0.5) ? { a, b, dtype } : { a: b, b: a, dtype };
}

describe('the kernels that replace stock ones', () => {
  it('are those that the property tests list', async () => {
    expect((await overriddenNames()).sort()).toEqual(Object.values(OVERRIDDEN).flat().sort());
  });
});

describe('elementwise kernels against the stock ones', () => {
  // Rounded to single precision after the difference and after the square.
  const ulps: Partial<Record<Name<'binary'>, number>> = { SquaredDifference: 2 };

  it.each(OVERRIDDEN.binary)('%s', async (name) => {
    await expectProperty(name, (dice) => {
      const { a, b, dtype } = pairOf(dice);
      const flavour = dice.pick('plain', 'wild');
      const inputs = { a: dice.operand(a, dtype, flavour), b: dice.operand(b, dtype, flavour) };
      return { inputs, ulps: ulps[name] ?? 0 };
    });
  });

  /** Largest errors: of our approximations, which work in single precision, and where the result is subnormal. */
  const accuracy: Record<Name<'unary'>, Pick<KernelCase, 'ulps' | 'absolute'>> = {
    Exp: { ulps: 2, absolute: 2 ** -126 },
    Log: { ulps: 2 },
    Sqrt: {},
    Rsqrt: { ulps: 1 },
    Tanh: { ulps: 5, absolute: 2 ** -126 },
    Erf: { absolute: 5e-7 }, // the stock one is that far from the truth
    Relu: {},
    Neg: {},
    Square: {},
    Sigmoid: { ulps: 3, absolute: 2 ** -126 },
    Abs: {},
    Step: {},
    Reciprocal: {},
  };

  it.each(OVERRIDDEN.unary)('%s', async (name) => {
    await expectProperty(name, (dice) => {
      const shape = dice.chance(0.02) ? [70_001] : dice.shape();
      const x = dice.operand(shape, dice.pick('float32', 'float32', 'int32'), dice.pick('plain', 'wild'));
      const attrs = name === 'Step' ? { alpha: dice.pick(0, 0, -2.5) } : {};
      return { inputs: { x }, attrs, ...accuracy[name] };
    });
  });

  const alike: Record<Name<'alike'>, (dice: Dice) => KernelCase> = {
    AddN: (dice) => {
      const shape = dice.chance(0.03) ? [70_001] : dice.shape();
      const dtype = dice.pick<NumericType>('float32', 'float32', 'int32');
      const count = dice.between(1, 5);
      return {
        inputs: Array.from({ length: count }, () => dice.operand(shape, dtype, 'wild')),
        absolute: MINUS_ZERO,
      };
    },
    ZerosLike: (dice) => ({
      inputs: { x: dice.operand(dice.shape(), dice.pick('float32', 'int32', 'bool')) },
    }),
    OnesLike: (dice) => ({
      inputs: { x: dice.operand(dice.shape(), dice.pick('float32', 'int32', 'bool')) },
    }),
    Fill: (dice) => ({
      inputs: {},
      attrs: {
        shape: dice.chance(0.05) ? [3, 50_000] : dice.shape(),
        value: dice.pick(0, 1, 2.5, -0, NaN, Infinity, -1e9, 300, 2 ** 31),
        ...(dice.chance(0.7) ? { dtype: dice.pick('float32', 'int32', 'bool') } : {}),
      },
    }),
    Cast: (dice) => ({
      inputs: { x: dice.operand(castShape(dice), dice.pick('float32', 'int32', 'bool'), 'wild') },
      attrs: { dtype: dice.pick('float32', 'int32', 'bool') },
      ulps: 1, // an integer beyond 2^24 stays as it is in the stock kernel
    }),
  };

  function castShape(dice: Dice): number[] {
    return dice.chance(0.05) ? [70_001] : dice.shape();
  }

  it.each(OVERRIDDEN.alike)('%s', async (name) => {
    await expectProperty(name, alike[name]);
  });
});
