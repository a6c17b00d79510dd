import { generateMiniImages, encodeCifar, readCifar, type ImageSet } from '@rdrop/datasets';
import { createVit, type Vit } from '@rdrop/nn';
import * as tf from '@tensorflow/tfjs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreparedImages } from '../data/prepared-images.js';
import type { ImageExperiment } from '../experiment-schema.js';
import { miniImagesRDrop } from '../experiments/mini-images.js';
import { temporaryFolder } from '../testing/command.js';
import { type ImageBatch, TrainingImages, trainingParts } from './batches.js';
import { checkStatesDiffer } from './check-states-differ.js';
import { imageTrainTask } from './image-train-task.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let train: ImageSet;

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await temporaryFolder();
  const file = join(folder.path, 'train.bin');
  await writeFile(file, encodeCifar(generateMiniImages(3, 1)));
  train = await readCifar(file, 20);
});
afterAll(() => folder.remove());

const data: ImageExperiment['data'] = {
  set: 'mini-images',
  imageSize: 16,
  cropScale: [0.2, 1],
  holdOut: 0.1,
  threads: 0,
};
const inputOf = (seed: number, threads = 0): TrainingImages =>
  new TrainingImages({
    train,
    kept: trainingParts(train, data).kept,
    data: { ...data, threads },
    batch: 8,
    seed,
  });

/** Pixels of a batch, waited for. */
async function pixels(input: TrainingImages, epoch: number, at: number): Promise<Float32Array> {
  const batch = input.epochBatches(epoch)[at];
  if (batch === undefined) throw new Error('expected a batch');
  await input.ready([batch]);
  return input.pixels(batch);
}

describe('trainingParts', () => {
  it('holds a share out, the same for every run, and leaves no image out or twice', () => {
    const { kept, heldOut } = trainingParts(train, data);
    expect(heldOut).toHaveLength(6);
    expect([...kept, ...heldOut].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, at) => at));
    expect(trainingParts(train, data).heldOut).toEqual(heldOut);
  });
});

describe('the training images of a run', () => {
  it('are all seen once an epoch, in an order of the seed and the epoch', () => {
    const imagesOf = (batches: ImageBatch[]) => batches.flatMap(({ indices }) => [...indices]);
    const input = inputOf(1);
    const [first, second] = [imagesOf(input.epochBatches(1)), imagesOf(input.epochBatches(2))];
    const { kept } = trainingParts(train, data);
    for (const epoch of [first, second]) expect([...epoch].sort((a, b) => a - b)).toEqual([...kept]);
    expect(first).not.toEqual(second);
    expect(imagesOf(inputOf(1).epochBatches(1))).toEqual(first);
    expect(imagesOf(inputOf(2).epochBatches(1))).not.toEqual(first);
    expect(input.epochBatches(1).map(({ indices }) => indices.length)).toEqual([8, 8, 8, 8, 8, 8, 6]);
  });

  it('are the same pixels whether a run comes to them in order, resumes at them, or uses threads', async () => {
    const whole = inputOf(1);
    const inOrder = new Map<string, Float32Array>();
    for (const epoch of [1, 2]) {
      for (let at = 0; at < 7; at++) inOrder.set(`${epoch} ${at}`, await pixels(whole, epoch, at));
    }
    const resumed = inputOf(1);
    expect(await pixels(resumed, 1, 5)).toEqual(inOrder.get('1 5'));
    const threaded = inputOf(1, 1);
    for (const [epoch, at] of [
      [1, 5],
      [1, 6],
      [2, 0],
      [2, 1],
    ] as const) {
      expect(await pixels(threaded, epoch, at)).toEqual(inOrder.get(`${epoch} ${at}`));
    }
    expect(await pixels(inputOf(2), 1, 0)).not.toEqual(inOrder.get('1 0'));
    for (const input of [whole, resumed, threaded]) await input.close();
  });

  it('must be waited for', () => {
    const input = inputOf(1);
    const [batch] = input.epochBatches(1);
    if (batch === undefined) throw new Error('expected a batch');
    expect(() => input.pixels(batch)).toThrow('to be waited for');
  });
});

describe('the loss of a batch', () => {
  const model = (): Vit =>
    createVit(
      {
        image: 16,
        patch: 8,
        dim: 8,
        ffnDim: 8,
        heads: 2,
        layers: 1,
        classes: 20,
        dropout: 0.2,
        attentionDropout: 0,
      },
      1,
    );

  /** Loss and parts of the first batch. The head is moved off zero, so that the passes diverge. */
  async function lossOf(rdrop: ImageExperiment['rdrop'], vit: Vit) {
    const experiment: ImageExperiment = { ...miniImagesRDrop, data, rdrop };
    const training = inputOf(1);
    const images: PreparedImages = { info: prepared, classNames: [], train, test: train };
    const parts = trainingParts(train, data);
    const task = imageTrainTask({ experiment, images, parts, training, model: vit, seed: 1 });
    const [batch] = await task.epochBatches(1);
    if (batch === undefined) throw new Error('expected a batch');
    await task.ready?.([batch]);
    const { loss, parts: sums, count } = task.batchLoss(batch, { update: 0, micro: 0 });
    const value = (tensor: tf.Tensor | undefined): number => tensor?.dataSync()[0] ?? NaN;
    return { loss: value(loss), ce: value(sums['ce']), kl: value(sums['kl']), count };
  }
  const prepared: PreparedImages['info'] = {
    version: 1,
    set: 'mini-images',
    layout: 'cifar',
    train: '',
    test: '',
    classNames: '',
    digests: {},
    images: { train: 60, test: 60 },
    skipped: { train: 0, test: 0 },
  };
  const awake = (): Vit => {
    const vit = model();
    tf.tidy(() =>
      vit.parameters.get('classifier.weight').assign(tf.randomNormal([20, 8], 0, 1, 'float32', 5)),
    );
    return vit;
  };

  it('is Eq. 4 summed over the images, or that of the official code by name', async () => {
    const vit = awake();
    const both = { alpha: 0.3, passes: 2, everyK: 1 };
    const paper = await lossOf({ ...both, scaling: 'paper' }, vit);
    expect(paper.count).toBe(8);
    expect(paper.kl).toBeGreaterThan(0.01);
    expect(paper.loss).toBeCloseTo(paper.ce + 0.3 * paper.kl, 4);
    // (CE1 + CE2) / b + alpha (KL12 + KL21), times the b images that the loop divides by.
    const official = await lossOf({ ...both, scaling: 'vit' }, vit);
    expect(official.kl).toBeCloseTo(paper.kl, 5);
    expect(official.loss).toBeCloseTo(official.ce + 8 * 2 * 0.3 * official.kl, 3);
    vit.dispose();
  });

  it('is the cross-entropy alone with one pass', async () => {
    const vit = awake();
    const plain = await lossOf({ alpha: 0, passes: 1, everyK: 1, scaling: 'paper' }, vit);
    expect(plain.loss).toBeCloseTo(plain.ce, 5);
    expect(plain.kl).toBe(0);
    vit.dispose();
  });

  it('has passes that differ under a head of zeros too; without dropout it is told', async () => {
    const vit = model();
    await checkStatesDiffer(vit, 1);
    vit.dispose();
    const dry = createVit({ ...vit.config, dropout: 0 }, 1);
    await expect(checkStatesDiffer(dry, 1)).rejects.toThrow('is dropout on');
    dry.dispose();
  });
});
