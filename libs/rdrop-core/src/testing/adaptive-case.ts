import { readFileSync } from 'node:fs';
import { parseSafetensors } from '@rdrop/files';
import { type AdaptiveLayers, type AdaptiveTargets, clusterTargets } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const schema = z.object({
  cutoff: z.tuple([z.number(), z.number()]),
  padding_idx: z.number(),
  alpha: z.number(),
  targets: z.array(z.array(z.number())),
  float64: z.object({
    loss: z.number(),
    kl_loss: z.number(),
    plain_loss_first_pass: z.number(),
    sample_size: z.number(),
    exact_nll_first_pass: z.number(),
    exact_kl_of_the_full_distributions: z.number(),
  }),
});

/** A golden case of the adaptive softmax, [m*B, T, D] states of two passes. */
export function adaptiveCase(name: string) {
  const at = (extension: string) => new URL(`./golden/${name}.${extension}`, import.meta.url);
  const {
    cutoff,
    padding_idx: padding,
    ...facts
  } = schema.parse(JSON.parse(readFileSync(at('json'), 'utf8')));
  const { tensors } = parseSafetensors(readFileSync(at('safetensors')), name);
  const read = (key: string): tf.Tensor => {
    const found = tensors.get(key);
    if (found === undefined) throw new Error(`adaptiveCase: ${name} has no ${key}`);
    return tf.tensor(Float32Array.from(found.values, Number), [...found.shape]);
  };
  const labels = tf.tensor(facts.targets, undefined, 'int32');
  /** Inputs that gradients are taken of, and the golden gradients in the same order. */
  const parameters = ['head.weight', ...[0, 1].flatMap((i) => [`tail.${i}.0.weight`, `tail.${i}.2.weight`])];
  const both = (prefix: string) => tf.concat([read(`${prefix}1`), read(`${prefix}2`)]);
  const matrix = (x: tf.Tensor | undefined): tf.Tensor2D => {
    if (x?.rank !== 2) throw new Error('adaptiveCase: expected a matrix');
    return tf.reshape<tf.Rank.R2>(x, [x.shape[0] ?? 0, x.shape[1] ?? 0]);
  };
  return {
    ...facts.float64,
    alpha: facts.alpha,
    labels,
    mask: tf.cast(tf.notEqual(labels, padding), 'float32'),
    inputs: [both('hidden'), ...parameters.map((key) => read(`param.${key}`))],
    /** Absent for a layer that the official code did not use at all. */
    gradients: [
      both('grad.hidden'),
      ...parameters.map((key) => (tensors.has(`grad.param.${key}`) ? read(`grad.param.${key}`) : undefined)),
    ],
    layers: ([head, down0, weight0, down1, weight1]: readonly tf.Tensor[]): AdaptiveLayers => ({
      head: matrix(head),
      tails: [
        { down: matrix(down0), weight: matrix(weight0) },
        { down: matrix(down1), weight: matrix(weight1) },
      ],
    }),
    targets(ignoredTailIndex?: number): AdaptiveTargets {
      const flat = Int32Array.from(facts.targets.flat());
      const mask = Float32Array.from(flat, (label) => (label === padding ? 0 : 1));
      const { head, tails } = clusterTargets(flat, { cutoffs: cutoff, mask, ignoredTailIndex });
      return {
        head: tf.tensor(head, labels.shape, 'int32'),
        tails: tails.map((tail) => ({
          rows: tf.tensor1d(tail.rows, 'int32'),
          labels: tf.tensor1d(tail.labels, 'int32'),
          mask: tf.tensor1d(tail.mask),
        })),
      };
    },
    /** Log-probabilities of all words [B, T, V] under each pass. */
    logProbabilities: [read('log_prob1'), read('log_prob2')],
  };
}
