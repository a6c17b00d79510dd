import type * as tf from '@tensorflow/tfjs';

function isRank1(x: tf.Tensor): x is tf.Tensor1D {
  return x.rank === 1;
}

function isRank2(x: tf.Tensor): x is tf.Tensor2D {
  return x.rank === 2;
}

function isRank3(x: tf.Tensor): x is tf.Tensor3D {
  return x.rank === 3;
}

/** Narrows `x` to a vector; throws, naming `where`, when it is none. */
export function rank1(where: string, x: tf.Tensor): tf.Tensor1D {
  if (!isRank1(x)) throw new Error(`${where}: expected a tensor of rank 1, got [${x.shape.join(', ')}]`);
  return x;
}

/** Narrows `x` to a matrix; throws, naming `where`, when it is none. */
export function rank2(where: string, x: tf.Tensor): tf.Tensor2D {
  if (!isRank2(x)) throw new Error(`${where}: expected a tensor of rank 2, got [${x.shape.join(', ')}]`);
  return x;
}

/** Narrows `x` to rank 3; throws, naming `where`, when it is not. */
export function rank3(where: string, x: tf.Tensor): tf.Tensor3D {
  if (!isRank3(x)) throw new Error(`${where}: expected a tensor of rank 3, got [${x.shape.join(', ')}]`);
  return x;
}
