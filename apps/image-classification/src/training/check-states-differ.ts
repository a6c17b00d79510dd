import { checkPassesDiffer, repeatBatch } from '@rdrop/core';
import type { Vit } from '@rdrop/nn';
import { philoxDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';

/**
 * Makes sure that the passes of R-Drop differ before hours are spent. The head starts at zero, so that the divergence of the
 * first update is zero too: what the head reads is looked at instead.
 *
 * @throws Error when the states of the passes are the same
 */
export async function checkStatesDiffer(model: Vit, seed: number): Promise<void> {
  const { image } = model.config;
  const gap = tf.tidy(() => {
    const images = tf.zeros<tf.Rank.R4>([1, 3, image, image]);
    const states = model.classStates(repeatBatch(images, 2), philoxDropout({ seed, update: 0 }));
    const [first, second] = [tf.slice(states, 0, 1), tf.slice(states, 1, 1)];
    return tf.max(tf.abs(tf.sub(first, second)));
  });
  const [value = NaN] = await gap.data();
  gap.dispose();
  checkPassesDiffer(value, 'before training');
}
