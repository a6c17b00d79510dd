import { readFileSync } from 'node:fs';
import { parseSafetensors } from '@rdrop/files';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const schema = z.object({
  kind: z.enum(['cls', 'reg', 'seq']),
  labels: z.union([z.array(z.number()), z.array(z.array(z.number()))]),
  losses: z.record(
    z.string(),
    z.object({
      float64: z
        .object({
          loss: z.number(),
          nll_loss: z.number().optional(),
          kl_loss: z.number().optional(),
          sample_size: z.number().optional(),
        })
        .partial()
        .optional(),
    }),
  ),
  keras_interleaved: z.object({ float64_no_clip: z.object({ loss: z.number() }).nullable() }).optional(),
});

export type GoldenCase = z.infer<typeof schema> & {
  /** Pass 1 and pass 2, one after the other. */
  readonly logits: tf.Tensor;
  readonly labelTensor: tf.Tensor;
  /** 1 where the label is not padding; absent for classification and regression. */
  readonly mask: tf.Tensor | undefined;
  /** Expected gradient of a loss by both passes, or undefined where the case has none. */
  gradient(loss: string): tf.Tensor | undefined;
};

const PADDING = 1;

/** Loads one of the golden cases beside this file. */
export function goldenCase(name: string): GoldenCase {
  const at = (extension: string) => new URL(`./golden/${name}.${extension}`, import.meta.url);
  const parsed = schema.parse(JSON.parse(readFileSync(at('json'), 'utf8')));
  const { tensors } = parseSafetensors(readFileSync(at('safetensors')), name);
  const read = (key: string): tf.Tensor | undefined => {
    const found = tensors.get(key);
    return found === undefined
      ? undefined
      : tf.tensor(Float32Array.from(found.values, Number), [...found.shape]);
  };
  const both = (prefix: string): tf.Tensor | undefined => {
    const first = read(`${prefix}1`);
    const second = read(`${prefix}2`);
    return first === undefined || second === undefined ? undefined : tf.concat([first, second]);
  };
  const logits = both('logits');
  if (logits === undefined) throw new Error(`goldenCase: ${name} has no logits1 and logits2`);
  const labels = tf.tensor(parsed.labels, undefined, parsed.kind === 'reg' ? 'float32' : 'int32');
  return {
    ...parsed,
    logits,
    labelTensor: labels,
    mask: parsed.kind === 'seq' ? tf.cast(tf.notEqual(labels, PADDING), 'float32') : undefined,
    gradient: (loss) => both(`grad.${loss}.logits`),
  };
}
