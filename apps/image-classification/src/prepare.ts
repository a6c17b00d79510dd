import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTextAtomic } from '@rdrop/datasets';
import { downloadReporter, type TaskContext } from '@rdrop/experiment';
import { prepareCifar } from './data/prepare-cifar.js';
import { prepareImagenet } from './data/prepare-imagenet.js';
import {
  INFO_FILE,
  openPreparedImages,
  preparedFolder,
  type PreparedImages,
  type PreparedInfo,
  readPreparedInfo,
} from './data/prepared-images.js';
import { knownSets } from './data/sets.js';
import type { ImageExperiment } from './experiment-schema.js';

async function prepareNow(context: TaskContext<ImageExperiment>, folder: string): Promise<PreparedInfo> {
  const { experiment, from, log, signal } = context;
  const { set } = experiment.data;
  const onStep = (what: string): void => void log.info(what);
  if (set !== 'imagenet') {
    return prepareCifar(set, folder, {
      ...(from === undefined ? {} : { from }),
      onStep,
      onProgress: downloadReporter(onStep),
      signal,
    });
  }
  return prepareImagenet(folder, {
    from,
    onStep,
    onSkipped: (image, reason) => void log.warn(`${image} is skipped: ${reason}`),
    signal,
  });
}

/** Says what was prepared, and where it is not what is known of the set. */
function tellCounts({ experiment, log }: TaskContext<ImageExperiment>, info: PreparedInfo): void {
  const known = knownSets[experiment.data.set];
  for (const split of ['train', 'test'] as const) {
    const [images, skipped] = [info.images[split], info.skipped[split]];
    if (skipped > 0) log.warn(`${skipped} images of ${split} could not be decoded and were skipped`);
    if (images + skipped !== known[split]) {
      log.warn(
        `${split} has ${images + skipped} images, ${known[split]} are known of ${experiment.data.set}`,
      );
    }
  }
}

/** Prepares the experiment's set and opens it; at once when it is prepared already. */
export async function preparedImagesOf(context: TaskContext<ImageExperiment>): Promise<PreparedImages> {
  const { experiment, dataFolder, log } = context;
  const { set } = experiment.data;
  const folder = preparedFolder(dataFolder, set);
  const found = await readPreparedInfo(folder);
  if (found !== undefined) return openPreparedImages(found, set);
  await mkdir(folder, { recursive: true });
  log.info(`preparing ${set}: ${knownSets[set].title}`);
  const info = await prepareNow(context, folder);
  await writeTextAtomic(join(folder, INFO_FILE), [`${JSON.stringify(info, null, 2)}\n`]);
  log.info(`prepared ${info.images.train} training and ${info.images.test} test images in ${folder}`);
  tellCounts(context, info);
  return openPreparedImages(info, set);
}
