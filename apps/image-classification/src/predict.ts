import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { decodeImage, normaliseInto, resized } from '@rdrop/datasets';
import {
  ExpectedError,
  loadRunCheckpoint,
  type TaskCommand,
  type TaskContext,
  UsageError,
} from '@rdrop/experiment';
import { noDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { type PreparedImages } from './data/prepared-images.js';
import type { ImageExperiment } from './experiment-schema.js';
import { emptyModel } from './model.js';
import { preparedImagesOf } from './prepare.js';

const DEFAULT_TOP = 5;

/** An image of the user's as the model takes it, [3, side, side]. */
async function readImage(path: string, side: number): Promise<Float32Array> {
  const pixels = await decodeImage(await readFile(resolve(path)));
  const image = new Float32Array(3 * side * side);
  normaliseInto(image, 0, resized(pixels, side));
  return image;
}

/** The likeliest classes of one image with their probabilities, likeliest first. */
export function likeliest(
  probabilities: ArrayLike<number>,
  top: number,
): { label: number; probability: number }[] {
  return Array.from(probabilities, (probability, label) => ({ label, probability }))
    .sort((a, b) => b.probability - a.probability || a.label - b.label)
    .slice(0, top);
}

function topOf(value: string | boolean | undefined, { classNames }: PreparedImages): number {
  if (value === undefined) return Math.min(DEFAULT_TOP, classNames.length);
  const top = Number(value);
  if (Number.isInteger(top) && top >= 1 && top <= classNames.length) return top;
  throw new UsageError(`--top expects a whole number from 1 to ${classNames.length}, got '${String(value)}'`);
}

async function predict(
  context: TaskContext<ImageExperiment>,
  values: Readonly<Record<string, string | boolean>>,
  paths: readonly string[],
): Promise<void> {
  const { experiment, out, log, output, signal } = context;
  const images = await preparedImagesOf(context);
  const top = topOf(values['top'], images);
  await context.startEngine();
  const model = emptyModel(context, images.classNames.length);
  const unread: string[] = [];
  try {
    const which = experiment.evaluation.checkpoint;
    log.info(`with ${await loadRunCheckpoint(out, model.parameters.entries(), { which })}`);
    const side = experiment.data.imageSize;
    for (const path of paths) {
      signal.throwIfAborted();
      const image = await readImage(path, side).catch((error: unknown) => {
        const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
        log.warn(`${path} is skipped: ${reason}`);
        unread.push(path);
      });
      if (image === undefined) continue;
      const shares = tf.tidy(() =>
        tf.softmax(model.forward(tf.tensor4d(image, [1, 3, side, side]), noDropout)),
      );
      const probabilities = await shares.data<'float32'>();
      shares.dispose();
      for (const { label, probability } of likeliest(probabilities, top)) {
        output.write(`${path}\t${probability.toFixed(4)}\t${images.classNames[label] ?? label}\n`);
      }
    }
  } finally {
    model.dispose();
  }
  if (unread.length > 0) {
    throw new ExpectedError(
      `${unread.length} of ${paths.length} images could not be read: ${unread.join(', ')}`,
    );
  }
}

/** `rdrop image-classification predict IMAGE...`: the likeliest classes of images with a trained run. */
export const predictCommand: TaskCommand<ImageExperiment> = {
  summary: 'the likeliest classes of images, with probabilities, from a trained run',
  runFolder: 'existing',
  words: { name: 'image', summary: 'JPEG, PNG, WebP, GIF, AVIF or TIFF files' },
  options: [{ name: 'top', value: 'N', summary: 'classes an image (default: 5)' }],
  examples: ['photo.jpg --experiment <experiment>', 'a.jpg b.png --out ./my-run --top 1'],
  run: predict,
};
