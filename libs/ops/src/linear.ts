import * as tf from '@tensorflow/tfjs';
import { pick, withGradient } from './custom-gradient.js';
import { dropout } from './dropout.js';
import type { Dropout, PhiloxDropout } from './dropout-source.js';
import { gelu } from './gelu.js';
import { dropoutAttributes, hasKernels, runFused, runFusedOne } from './kernels.js';
import { rowsOf } from './shapes.js';

export interface LinearOptions {
  /** [O] */
  readonly bias?: tf.Tensor1D;
  /** Applied to the result. Default: none. */
  readonly activation?: 'relu' | 'gelu';
  /** Applied last, after the activation. */
  readonly dropout?: Dropout | undefined;
}

/** A linear layer: weight [O, I] and bias [O]. */
export interface Projection {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** What an engine needs for the fused form. */
export const LINEAR_KERNELS = [
  ...(['RDropLinear', 'RDropLinearGradInput', 'RDropLinearGradWeight', 'RDropLinearGradBias'] as const),
  ...(['RDropReluGrad', 'RDropGelu', 'RDropGeluGrad', 'RDropDropout'] as const),
];

interface Inputs {
  readonly x: tf.Tensor;
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D | undefined;
}

/** Gradients by x, weight and (when there is one) bias, from that of x W^T + b. */
function fusedGradients(dz: tf.Tensor, x: tf.Tensor, weight: tf.Tensor, hasBias: boolean): tf.Tensor[] {
  const gradients = [
    runFusedOne('RDropLinearGradInput', { dy0: dz, weight0: weight }, { count: 1 }),
    runFusedOne('RDropLinearGradWeight', { dy: dz, x }),
  ];
  if (hasBias) gradients.push(runFusedOne('RDropLinearGradBias', { dy: dz }));
  return gradients;
}

/** The scale of what is kept when all passes have one rate: relu and mask then go back together. */
export function commonScale(drop: PhiloxDropout | undefined): number | undefined {
  if (drop === undefined) return 1;
  const [first = 0, ...rest] = drop.rates;
  return rest.every((rate) => rate === first) ? 1 / (1 - first) : undefined;
}

function fusedRelu(inputs: Inputs, drop: PhiloxDropout | undefined, scale: number): tf.Tensor {
  const { x, weight, bias } = inputs;
  return withGradient(
    bias === undefined ? [x, weight] : [x, weight, bias],
    (save) => {
      const activated = runFusedOne('RDropLinear', { x, weight, bias }, { activation: 'relu' });
      const y =
        drop === undefined
          ? activated
          : runFusedOne('RDropDropout', { x: activated }, dropoutAttributes(drop));
      save([x, weight, y]);
      return y;
    },
    (dy, saved) => {
      const at = (index: number) => pick(saved, index, 'linear');
      // An element of y is above 0 exactly where it was neither cut off nor dropped: no mask is needed.
      const dz = runFusedOne('RDropReluGrad', { dy, y: at(2) }, { scale });
      return fusedGradients(dz, at(0), at(1), bias !== undefined);
    },
  );
}

function fusedGelu(inputs: Inputs, drop: PhiloxDropout | undefined): tf.Tensor {
  const { x, weight, bias } = inputs;
  const mask = dropoutAttributes(drop);
  return withGradient(
    bias === undefined ? [x, weight] : [x, weight, bias],
    (save) => {
      const z = runFusedOne('RDropLinear', { x, weight, bias }, { activation: 'linear' });
      save([x, weight, z]);
      return runFusedOne('RDropGelu', { x: z }, mask);
    },
    (dy, saved) => {
      const at = (index: number) => pick(saved, index, 'linear');
      const dz = pick(runFused('RDropGeluGrad', { dy, x: at(2) }, mask), 0, 'RDropGeluGrad');
      return fusedGradients(dz, at(0), at(1), bias !== undefined);
    },
  );
}

function fusedPlain({ x, weight, bias }: Inputs): tf.Tensor {
  return withGradient(
    bias === undefined ? [x, weight] : [x, weight, bias],
    (save) => {
      save([x, weight]);
      return runFusedOne('RDropLinear', { x, weight, bias }, { activation: 'linear' });
    },
    (dy, saved) => fusedGradients(dy, pick(saved, 0, 'linear'), pick(saved, 1, 'linear'), bias !== undefined),
  );
}

function fusedLinear(inputs: Inputs, options: LinearOptions): tf.Tensor {
  const { activation } = options;
  const drop = options.dropout?.kind === 'philox' ? options.dropout : undefined;
  const scale = commonScale(drop);
  const joins = options.dropout === drop; // a recorded mask is a tensor of its own
  if (activation === 'gelu' && joins) return fusedGelu(inputs, drop);
  if (activation === 'relu' && joins && scale !== undefined) return fusedRelu(inputs, drop, scale);
  if (activation === 'gelu') return dropout(fusedGelu(inputs, undefined), options.dropout);
  if (activation === 'relu') return dropout(fusedRelu(inputs, undefined, 1), options.dropout);
  return dropout(fusedPlain(inputs), options.dropout);
}

function referenceLinear(inputs: Inputs, options: LinearOptions): tf.Tensor {
  const { x, weight, bias } = inputs;
  const { rows, width } = rowsOf(x);
  const product = tf.matMul(tf.reshape<tf.Rank.R2>(x, [rows, width]), weight, false, true); // [N, O]
  const z = tf.reshape(bias === undefined ? product : tf.add(product, bias), [
    ...x.shape.slice(0, -1),
    weight.shape[0],
  ]);
  const { activation } = options;
  const y = activation === 'relu' ? tf.relu(z) : activation === 'gelu' ? gelu(z) : z;
  return dropout(y, options.dropout);
}

/**
 * dropout(activation(x W^T + b)). Weights are stored [out, in], as in PyTorch checkpoints.
 *
 * @param x [..., I]
 * @param weight [O, I]
 * @returns [..., O]
 */
export function linear(x: tf.Tensor, weight: tf.Tensor2D, options: LinearOptions = {}): tf.Tensor {
  const { bias } = options;
  const { width } = rowsOf(x);
  const [outputs, inputs] = weight.shape;
  if (width !== inputs || (bias !== undefined && bias.size !== outputs)) {
    throw new Error(
      `linear: expected x [..., ${inputs}] and a bias of ${outputs} values for weight [${weight.shape.join(', ')}], ` +
        `got [${x.shape.join(', ')}] and ${bias === undefined ? 'none' : `[${bias.shape.join(', ')}]`}`,
    );
  }
  const fused = hasKernels(...LINEAR_KERNELS);
  return fused ? fusedLinear({ x, weight, bias }, options) : referenceLinear({ x, weight, bias }, options);
}
