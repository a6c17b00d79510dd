import type { PreparedImages } from '../data/prepared-images.js';
import type { ImageExperiment } from '../experiment-schema.js';
import type { TrainingParts } from '../training/batches.js';

/** How images are shown to the model, and how many classes there are. */
function protocol({ data }: ImageExperiment, { classNames }: PreparedImages): string {
  const size = `${data.imageSize}x${data.imageSize}`;
  return `% of images, ${classNames.length} classes, resized to ${size}, one pass`;
}

/** How the accuracy that selects a checkpoint is measured; says so where the test images do it. */
export function selectionSignature(
  experiment: ImageExperiment,
  { images, parts }: { readonly images: PreparedImages; readonly parts: TrainingParts },
): string {
  const of =
    experiment.training.selectOn === 'test'
      ? `${images.info.images.test} test images, which select the checkpoint as in the official code`
      : `${parts.heldOut.length} training images held out`;
  return `top-1, ${protocol(experiment, images)}; ${of}`;
}

/** How a score of the test images is measured, and what chose the checkpoint. */
export function testSignature(
  kind: 'top-1' | 'top-5',
  experiment: ImageExperiment,
  images: PreparedImages,
): string {
  const { evaluation, training } = experiment;
  const chosen =
    evaluation.checkpoint === 'last'
      ? 'last checkpoint'
      : training.selectOn === 'test'
        ? 'checkpoint selected on these very images'
        : 'checkpoint selected on held-out training images';
  return `${kind}, ${protocol(experiment, images)}; ${images.info.images.test} images, ${chosen}`;
}
