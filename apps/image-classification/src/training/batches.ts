import {
  CROP_DRAWS,
  type ImageSet,
  ImagePipeline,
  type LoadedImages,
  type LoadRequest,
} from '@rdrop/datasets';
import { deriveKey, randomUniform, shuffled } from '@rdrop/ops';
import type { DataSettings } from '../experiment-schema.js';

/** One micro-batch of an epoch. */
export interface ImageBatch {
  /** From 1. */
  readonly epoch: number;
  /** Its number in the epoch, from 0. */
  readonly at: number;
  /** Images of the set. */
  readonly indices: Int32Array;
}

/** Images to train on and to validate with, by number in the training set. */
export interface TrainingParts {
  readonly kept: Int32Array;
  readonly heldOut: Int32Array;
}

/** Splits the training images: a share of them, the same whatever the seed of the run, is held out. */
export function trainingParts({ size }: ImageSet, { holdOut }: Pick<DataSettings, 'holdOut'>): TrainingParts {
  // Not of the run's seed: runs that differ in seed alone are to be selected on the same images.
  const order = shuffled(deriveKey(0, 0, 'images.held-out'), size);
  const held = Math.round(size * holdOut);
  return { kept: order.slice(held).sort(), heldOut: order.slice(0, held).sort() };
}

/** Splits images into batches; the last may be smaller. */
export function inBatches(indices: Int32Array, size: number): Int32Array[] {
  return Array.from({ length: Math.ceil(indices.length / size) }, (_, at) =>
    indices.slice(at * size, (at + 1) * size),
  );
}

/** The batches of one epoch: the images in an order of the seed and the epoch. */
export function epochOrder(
  kept: Int32Array,
  { batch, seed, epoch }: { readonly batch: number; readonly seed: number; readonly epoch: number },
): ImageBatch[] {
  const order = shuffled(deriveKey(seed, epoch, 'images.epoch'), kept.length);
  const images = order.map((at) => kept[at] ?? 0);
  return inBatches(images, batch).map((indices, at) => ({ epoch, at, indices }));
}

/** The random numbers of the crops of a batch: of each image, a function of the seed, the epoch and the image. */
export function cropDraws(
  { epoch, indices }: Pick<ImageBatch, 'epoch' | 'indices'>,
  seed: number,
): Float32Array {
  const draws = new Float32Array(indices.length * CROP_DRAWS);
  indices.forEach((image, at) => {
    draws.set(randomUniform(deriveKey(seed, epoch, `crop.${image}`), CROP_DRAWS, 0, 1), at * CROP_DRAWS);
  });
  return draws;
}

export interface TrainingImagesOptions {
  readonly train: ImageSet;
  readonly kept: Int32Array;
  readonly data: DataSettings;
  readonly batch: number;
  readonly seed: number;
}

/** The training images as the loop takes them: the order of every epoch, and the augmented pixels of its batches. */
export class TrainingImages {
  readonly #options: TrainingImagesOptions;
  readonly #pipeline: ImagePipeline;
  readonly #batchesPerEpoch: number;
  #epoch: { readonly epoch: number; readonly batches: ImageBatch[] } | undefined;
  #loaded = new Map<ImageBatch, LoadedImages>();

  constructor(options: TrainingImagesOptions) {
    const { train, kept, data, batch } = options;
    this.#options = options;
    this.#batchesPerEpoch = Math.ceil(kept.length / batch);
    this.#pipeline = new ImagePipeline({
      settings: { source: train.source, side: data.imageSize, crop: { scale: data.cropScale } },
      request: (at) => this.#request(at),
      threads: data.threads,
    });
  }

  epochBatches(epoch: number): ImageBatch[] {
    if (this.#epoch?.epoch !== epoch) {
      const { kept, batch, seed } = this.#options;
      this.#epoch = { epoch, batches: epochOrder(kept, { batch, seed, epoch }) };
    }
    return this.#epoch.batches;
  }

  /** Waits for the pixels of these batches, which follow one another. */
  async ready(batches: readonly ImageBatch[]): Promise<void> {
    const loaded = new Map<ImageBatch, LoadedImages>();
    for (const batch of batches) {
      loaded.set(batch, await this.#pipeline.load((batch.epoch - 1) * this.#batchesPerEpoch + batch.at));
    }
    this.#loaded = loaded;
  }

  /** [B, 3, side, side] of a batch that was waited for. */
  pixels(batch: ImageBatch): LoadedImages {
    const loaded = this.#loaded.get(batch);
    if (loaded === undefined) {
      throw new Error(`TrainingImages: expected batch ${batch.at} of epoch ${batch.epoch} to be waited for`);
    }
    return loaded;
  }

  close(): Promise<void> {
    return this.#pipeline.close();
  }

  #request(sequence: number): LoadRequest | undefined {
    const { kept, batch, seed } = this.#options;
    const epoch = Math.floor(sequence / this.#batchesPerEpoch) + 1;
    // The pipeline runs ahead into the next epoch, while the loop is still in this one.
    const batches =
      this.#epoch?.epoch === epoch ? this.#epoch.batches : epochOrder(kept, { batch, seed, epoch });
    const found = batches[sequence % this.#batchesPerEpoch];
    return found === undefined ? undefined : { indices: found.indices, draws: cropDraws(found, seed) };
  }
}
