import { describe, it } from 'vitest';
import type { NumericType } from '../linear-memory.js';
import type { Dice, Operand } from '../testing/dice.js';
import { expectProperty, type KernelCase } from '../testing/kernel-property.js';
import { OVERRIDDEN } from '../testing/overridden.js';

interface Factors {
  readonly a: Operand;
  readonly b: Operand;
  readonly n: number;
  readonly attrs: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** What adding up in another order may cost; no element is larger than 4. */
  readonly absolute: number;
}

function factors(dice: Dice, outerA: readonly number[], outerB: readonly number[]): Factors {
  const [m, n, k] = dice.chance(0.04)
    ? ([130, 70, 90] as const)
    : [dice.length(), dice.length(), dice.length()];
  const attrs = { transposeA: dice.chance(0.5), transposeB: dice.chance(0.5) };
  const dtype = dice.pick<NumericType>('float32', 'float32', 'float32', 'float32', 'int32');
  const inner = dice.chance(0.03) ? k + 1 : k; // an error
  const a = dice.operand([...outerA, ...(attrs.transposeA ? [k, m] : [m, k])], dtype);
  const b = dice.operand([...outerB, ...(attrs.transposeB ? [n, inner] : [inner, n])], dtype);
  return { a, b, n, attrs, absolute: (k + 2) * 16 * 2 ** -23 };
}

const CASES: Record<(typeof OVERRIDDEN.products)[number], (dice: Dice) => KernelCase> = {
  BatchMatMul: (dice) => {
    const outer = dice.shape(0, 3);
    const both = dice.chance(0.4);
    const outerA = both ? outer : dice.narrower(outer);
    const outerB = both ? outer : dice.narrower(outer);
    const { a, b, attrs, absolute } = factors(dice, outerA, outerB);
    return { inputs: { a, b }, attrs, absolute };
  },
  _FusedMatMul: (dice) => {
    const outer = dice.chance(0.5) ? [] : [dice.length()];
    const { a, b, n, attrs, absolute } = factors(dice, outer, dice.chance(0.5) ? outer : outer.map(() => 1));
    const bias = dice.chance(0.7) ? dice.operand(dice.pick([n], [1, n], [1]), a.dtype) : undefined;
    const activation = dice.pick('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu');
    const preluActivationWeights =
      activation === 'prelu' ? dice.operand(dice.pick([n], [1]), 'float32') : undefined;
    const leakyreluAlpha = activation === 'leakyrelu' ? { leakyreluAlpha: 0.3 } : {};
    return {
      inputs: { a, b, bias, preluActivationWeights },
      attrs: { ...attrs, activation, ...leakyreluAlpha },
      absolute: 4 * absolute, // prelu multiplies by up to 4
    };
  },
};

describe('matrix products against the stock ones', () => {
  it.each(OVERRIDDEN.products)('%s', async (name) => {
    await expectProperty(name, CASES[name], 250);
  });
});
