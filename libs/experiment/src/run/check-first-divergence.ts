import { checkPassesDiffer } from '@rdrop/core';
import { readScalar, type TrainTask } from '@rdrop/training';
import * as tf from '@tensorflow/tfjs';

/**
 * Computes the first batch of a task once, as update 0, to make sure that the passes of R-Drop differ before hours are
 * spent. A task whose parts have no `kl`, or that has no batches, passes.
 *
 * A model whose last layer starts at zero has no divergence at update 0; its task is not to be checked here.
 *
 * @throws Error when the divergence is exactly 0
 */
export async function checkFirstDivergence<B>(task: TrainTask<B>): Promise<void> {
  const [first] = await task.epochBatches(1);
  if (first === undefined) return;
  const kl = tf.tidy(() => task.batchLoss(first, { update: 0, micro: 0 }).parts['kl']);
  if (kl === undefined) return;
  checkPassesDiffer(await readScalar(kl), 'before training');
}
