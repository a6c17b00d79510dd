import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { download, findByName } from '@rdrop/datasets';
import { downloadReporter, ExpectedError, type TaskContext } from '@rdrop/experiment';
import { createVit, loadVitWeights, PretrainedError, type Vit, type VitConfig, withWeights } from '@rdrop/nn';
import type { ImageExperiment } from './experiment-schema.js';

/** The model of an experiment for so many classes. */
export function modelConfig({ model, data }: ImageExperiment, classes: number): VitConfig {
  const { pretrained: _, ...sizes } = model;
  return { ...sizes, image: data.imageSize, classes };
}

/** Google's weights, pre-trained on ImageNet-21k, as the official code takes them. */
const PUBLISHED: Readonly<Record<string, string>> = {
  'ViT-B_16': 'https://storage.googleapis.com/vit_models/imagenet21k/ViT-B_16.npz',
  'ViT-L_16': 'https://storage.googleapis.com/vit_models/imagenet21k/ViT-L_16.npz',
};
/** ViT-L/16 with its head for 21,843 classes has 1.3 GB. */
const MOST_BYTES = 2 ** 31;

/** Where the weights to start from are: a path, a file in the `--from` folder, or fetched into the cache. */
async function weightsPlace(context: TaskContext<ImageExperiment>, pretrained: string): Promise<string> {
  const { dataFolder, from, log, signal } = context;
  const url = PUBLISHED[pretrained];
  if (url === undefined) {
    if ((await stat(pretrained).catch(() => undefined)) !== undefined) return pretrained;
    throw new ExpectedError(
      `model.pretrained: expected none, ${Object.keys(PUBLISHED).join(', ')} or a path, there is no '${pretrained}'`,
    );
  }
  const name = `${pretrained}.npz`;
  const local = from === undefined ? undefined : (await findByName(from))(name);
  if (local !== undefined) return local;
  const into = join(dataFolder, 'pretrained', name);
  const tell = downloadReporter((message) => void log.info(message));
  const { file } = await download(
    { url, maxBytes: MOST_BYTES },
    { into, onProgress: (progress) => void tell(name, progress), signal },
  );
  return file;
}

/** A model with the parameters a run starts from: drawn, or those of published weights with a new head. */
export async function createModel(context: TaskContext<ImageExperiment>, classes: number): Promise<Vit> {
  const { experiment, seed, log } = context;
  const model = createVit(modelConfig(experiment, classes), seed);
  const { pretrained } = experiment.model;
  if (pretrained === 'none') return model;
  try {
    const place = await weightsPlace(context, pretrained);
    const loaded = await withWeights(place, (source) => loadVitWeights(model, source));
    const { resized, head } = loaded;
    const positions =
      resized === undefined
        ? ''
        : `, positions resized from ${resized.from}x${resized.from} to ${resized.to}x${resized.to}`;
    log.info(`weights of ${place}${positions}, ${head ? 'with its head' : 'with a new head'}`);
    return model;
  } catch (error) {
    model.dispose();
    if (error instanceof PretrainedError) throw new ExpectedError(error.message, { cause: error });
    throw error;
  }
}

/** A model whose parameters come from a checkpoint. */
export function emptyModel({ experiment, seed }: TaskContext<ImageExperiment>, classes: number): Vit {
  return createVit(modelConfig(experiment, classes), seed);
}
