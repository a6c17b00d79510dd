import { dropout, feedForward, gelu, linear } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { type KernelCase, mask, random, valueAndGradients } from './kernel-case.js';

/** [rows, inputs, outputs]: smaller than any tile, beside tiles, of large tiles, and summed up in parts. */
const SIZES = [
  [3, 5, 7],
  [130, 67, 97],
  [1536, 40, 1600],
  [70, 3000, 50],
] as const;

function linearCase([rows, inputs, outputs]: (typeof SIZES)[number]): KernelCase {
  return {
    title: `linear [${rows}, ${inputs}] to ${outputs}`,
    kernels: ['RDropLinear', 'RDropLinearGradInput', 'RDropLinearGradWeight', 'RDropLinearGradBias'],
    tolerance: 1e-6 * Math.sqrt(Math.max(rows, inputs, outputs)),
    run: () => {
      const given = [random(1, rows, inputs), random(2, outputs, inputs), random(3, outputs)];
      const { value, gradients } = valueAndGradients(given, (x, weight, bias) =>
        linear(x, weight.as2D(outputs, inputs), { bias: bias.as1D() }),
      );
      const [dx, dWeight, dBias] = gradients;
      return {
        RDropLinear: [value],
        RDropLinearGradInput: [dx],
        RDropLinearGradWeight: [dWeight],
        RDropLinearGradBias: [dBias],
      };
    },
  };
}

function feedForwardCase(activation: 'relu' | 'gelu', ...rates: number[]): KernelCase {
  const [rows, width, hidden] = [130, 64, 200];
  return {
    title: `feed-forward block with ${activation}`,
    kernels: ['RDropHiddenGrad'],
    tolerance: 3e-5,
    run: () => {
      const given = [
        random(1, rows, width),
        random(2, hidden, width),
        random(3, hidden),
        random(4, width, hidden),
        random(5, width),
      ];
      const { gradients } = valueAndGradients(given, (x, ...parameters) => {
        const [w1 = x, b1 = x, w2 = x, b2 = x] = parameters;
        const up = { weight: w1.as2D(hidden, width), bias: b1.as1D() };
        const down = { weight: w2.as2D(width, hidden), bias: b2.as1D() };
        return feedForward(x, up, down, { activation, dropout: mask(...rates) });
      });
      return { RDropHiddenGrad: gradients };
    },
  };
}

const relu: KernelCase = {
  title: 'linear [33, 20] to 40 with relu',
  kernels: ['RDropReluGrad'],
  tolerance: 1e-5,
  run: () => {
    const { gradients } = valueAndGradients([random(1, 33, 20), random(2, 40, 20)], (x, weight) =>
      linear(x, weight.as2D(40, 20), { activation: 'relu' }),
    );
    return { RDropReluGrad: gradients };
  },
};

const geluCase: KernelCase = {
  title: 'gelu of [301]',
  kernels: ['RDropGelu', 'RDropGeluGrad'],
  tolerance: 2e-6,
  run: () => {
    const { value, gradients } = valueAndGradients([tf.mul(random(1, 301), 6)], (x) => gelu(x));
    return { RDropGelu: [value], RDropGeluGrad: gradients };
  },
};

function dropoutCase(size: number, ...rates: number[]): KernelCase {
  return {
    title: `dropout of ${size} elements`,
    kernels: ['RDropDropout'],
    tolerance: 0,
    run: () => {
      const { value, gradients } = valueAndGradients([random(1, size)], (x) => dropout(x, mask(...rates)));
      return { RDropDropout: [value, ...gradients] };
    },
  };
}

/** Linear layers, activations, dropout. */
export const LINEAR_CASES: readonly KernelCase[] = [
  ...SIZES.map(linearCase),
  relu,
  geluCase,
  feedForwardCase('relu', 0.3),
  feedForwardCase('gelu', 0.3, 0.1),
  dropoutCase(30, 0.1, 0.6),
  dropoutCase(100_000, 0.3),
];
