import {
  experimentHeader,
  loopSettings,
  positiveInteger,
  rate,
  ratesMatchPasses,
  rDropSettings,
} from '@rdrop/experiment';
import { z } from 'zod';

/** Every set; `src/data/sets.ts` says what each is and how it is prepared. */
export const setName = z.enum(['mini-images', 'cifar-100-subset', 'cifar-100', 'imagenet']);

const dataSettings = z.strictObject({
  set: setName,
  /** Side of the images that the model sees, in pixels. */
  imageSize: positiveInteger,
  /** Least and largest share of an image's area that a training crop has. */
  cropScale: z.tuple([z.number().positive().max(1), z.number().positive().max(1)]),
  /** Share of the training images that is held out for validation. */
  holdOut: rate,
  /** Threads that decode, crop and resize ahead of the training; 0 does it in between. */
  threads: z.int().min(0),
});

const modelSettings = z.strictObject({
  patch: positiveInteger,
  dim: positiveInteger,
  ffnDim: positiveInteger,
  heads: positiveInteger,
  layers: positiveInteger,
  /** After the embeddings, after the GELU and after the second linear layer of every block. */
  dropout: rate,
  /** On attention weights. */
  attentionDropout: rate,
  /**
   * Weights to start from: `ViT-B_16` or `ViT-L_16` (Google's, pre-trained on ImageNet-21k), or a path of an `.npz` or
   * safetensors file or of a folder with one. `none`: from scratch.
   */
  pretrained: z.string().min(1),
});

const trainingSettings = z.strictObject({
  ...loopSettings.shape,
  optimizer: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('sgd'), momentum: rate, weightDecay: z.number().min(0) }),
    z.strictObject({
      kind: z.literal('adamw'),
      betas: z.tuple([rate, rate]),
      epsilon: z.number().positive(),
      weightDecay: z.number().min(0),
    }),
  ]),
  /** Linear warm-up, then half a cosine that reaches 0 at `maxUpdates`. */
  schedule: z.strictObject({
    kind: z.literal('cosine'),
    peak: z.number().positive(),
    warmupUpdates: z.int().min(0),
    /** 1 looks the rate up one update later, as the official code does, which steps the schedule first. */
    offset: z.int().min(0),
  }),
  /** Images of a micro-batch, before R-Drop doubles it; an update has `accumulate` of them. */
  batch: positiveInteger,
  /** `valid`: held-out training images choose the checkpoint. `test`: the test images do, as in the official code. */
  selectOn: z.enum(['valid', 'test']),
});

const evaluationSettings = z.strictObject({
  checkpoint: z.enum(['best', 'last']),
  /** Images classified together. */
  batch: positiveInteger,
});

/** One experiment of the image classification task: plain data, strict. */
export const imageExperiment = z
  .strictObject({
    ...experimentHeader.shape,
    data: dataSettings,
    model: modelSettings,
    rdrop: z.strictObject({
      ...rDropSettings.shape,
      /**
       * `paper`: Eq. 4, both terms divided by the images. `vit`: as the official code adds them up, the divergences of a
       * micro-batch summed, without the half; what an alpha does then depends on `training.batch`.
       */
      scaling: z.enum(['paper', 'vit']),
    }),
    training: trainingSettings,
    evaluation: evaluationSettings,
  })
  .refine(({ data, model }) => data.imageSize % model.patch === 0, {
    path: ['data', 'imageSize'],
    message: 'expected a multiple of model.patch',
  })
  .refine(({ model }) => model.dim % model.heads === 0, {
    path: ['model', 'dim'],
    message: 'expected a multiple of model.heads',
  })
  .refine(({ data }) => data.cropScale[0] <= data.cropScale[1], {
    path: ['data', 'cropScale'],
    message: 'expected the least share first',
  })
  .refine(({ data, training }) => training.selectOn === 'test' || data.holdOut > 0, {
    path: ['data', 'holdOut'],
    message: "expected a share above 0, or training.selectOn 'test'",
  })
  .refine(...ratesMatchPasses);

export type ImageExperiment = z.infer<typeof imageExperiment>;
export type DataSettings = ImageExperiment['data'];
export type SetName = z.infer<typeof setName>;
