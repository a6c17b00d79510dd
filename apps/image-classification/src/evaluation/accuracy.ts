import { ImagePipeline, type ImageSet } from '@rdrop/datasets';
import { topKHits } from '@rdrop/metrics';
import type { Vit } from '@rdrop/nn';
import { crossEntropy, noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { DataSettings } from '../experiment-schema.js';
import { inBatches } from '../training/batches.js';

/** How well images are classified: means over them. */
export interface Accuracy {
  readonly images: number;
  readonly loss: number;
  /** Shares of the images whose class is the likeliest, and among the five likeliest. */
  readonly top1: number;
  readonly top5: number;
}

export interface AccuracyOptions {
  readonly model: Vit;
  readonly set: ImageSet;
  /** Images of the set. */
  readonly indices: Int32Array;
  readonly data: DataSettings;
  /** Images classified together. */
  readonly batch: number;
  readonly signal?: AbortSignal | undefined;
}

/** Classifies whole images, resized to the model's square, in one pass with nothing dropped. */
export async function measureAccuracy(options: AccuracyOptions): Promise<Accuracy> {
  const { model, set, indices, data, batch, signal } = options;
  const { imageSize: side, cropScale, threads } = data;
  const batches = inBatches(indices, batch);
  const pipeline = new ImagePipeline({
    settings: { source: set.source, side, crop: { scale: cropScale } },
    request: (at) => {
      const of = batches[at];
      return of === undefined ? undefined : { indices: of };
    },
    threads,
  });
  let [loss, top1, top5] = [0, 0, 0];
  try {
    for (const [at, of] of batches.entries()) {
      signal?.throwIfAborted();
      const pixels = await pipeline.load(at);
      const labels = of.map((image) => set.labels[image] ?? 0);
      const [logits, sums] = tf.tidy(() => {
        const images = tf.tensor4d(pixels, [of.length, 3, side, side]);
        const scores = model.forward(images, noDropout);
        return [scores, crossEntropy(scores, tf.tensor1d(labels, 'int32'))];
      });
      const values = await logits.data<'float32'>();
      loss += (await sums.data())[0] ?? NaN;
      top1 += topKHits(values, labels, 1);
      top5 += topKHits(values, labels, 5);
      tf.dispose([logits, sums]);
    }
  } finally {
    await pipeline.close();
  }
  const images = indices.length;
  return { images, loss: loss / images, top1: top1 / images, top5: top5 / images };
}
