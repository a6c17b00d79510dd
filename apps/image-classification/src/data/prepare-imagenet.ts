import { mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  DataError,
  type FoundImage,
  packedClasses,
  packImages,
  readClassNames,
  writeLines,
} from '@rdrop/datasets';
import { PREPARED_VERSION, type PreparedInfo } from './prepared-images.js';

export interface PrepareImagenetOptions {
  /** A local folder: ImageNet is not given out without an account. */
  readonly from: string | undefined;
  readonly onStep: (what: string) => void;
  readonly onSkipped: (image: string, reason: string) => void;
  readonly signal: AbortSignal;
  /** Threads that decode. Default: as many as there are cores. */
  readonly threads?: number;
}

/** The validation archive is flat: the classes of its images, in the order of their names, are in a list of its own. */
const VALIDATION_LABELS = 'imagenet_2012_validation_synset_labels.txt';
const PROGRESS_IMAGES = 10_000;

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function placeOf(from: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    const path = join(from, name);
    if (await isThere(path)) return path;
  }
  throw new DataError(`Cannot prepare imagenet: ${from} has none of ${names.join(', ')}.`);
}

/** How the class of a validation image is found: by its folder, or by its number in the flat archive. */
async function validationClasses(from: string): Promise<(image: FoundImage) => string | undefined> {
  const file = join(from, VALIDATION_LABELS);
  const labels = (await isThere(file)) ? await readClassNames(file) : [];
  return ({ name, className }) => {
    const number = Number(/_(\d{8})\.\w+$/.exec(basename(name))?.[1]);
    const isFlat = !/^n\d+$/.test(className);
    if (!isFlat) return className;
    const label = labels[number - 1];
    if (label === undefined) {
      throw new DataError(
        `Cannot prepare imagenet: ${name} lies in no folder of a class, and ${file} does not have its class.`,
      );
    }
    return label;
  };
}

/**
 * Packs ImageNet's training and validation images, from folder trees or from the original archives. Goes on where an
 * interrupted preparation stopped.
 *
 * @throws DataError when they are not there, or cannot be read or written
 */
export async function prepareImagenet(
  folder: string,
  options: PrepareImagenetOptions,
): Promise<PreparedInfo> {
  const { from, onStep, ...rest } = options;
  if (from === undefined) {
    throw new DataError('ImageNet cannot be fetched without an account: give its folder with --from DIR.');
  }
  await mkdir(folder, { recursive: true });
  const pack = async (split: string, place: string, classOf?: (image: FoundImage) => string | undefined) => {
    onStep(`packing ${place}`);
    return packImages({
      ...rest,
      from: place,
      name: join(folder, split),
      onProgress: (images) => {
        if (images % PROGRESS_IMAGES === 0) onStep(`${images} images of ${split} packed`);
      },
      ...(classOf === undefined ? {} : { classOf }),
    });
  };
  const places = {
    train: await placeOf(from, ['train', 'ILSVRC2012_img_train.tar']),
    test: await placeOf(from, ['val', 'ILSVRC2012_img_val.tar']),
  };
  const test = await pack('test', places.test, await validationClasses(from));
  const train = await pack('train', places.train);
  const classNames = join(folder, 'classes.txt');
  await writeLines(classNames, await packedClasses(join(folder, 'train')));
  return {
    version: PREPARED_VERSION,
    set: 'imagenet',
    layout: 'packed',
    train: join(folder, 'train'),
    test: join(folder, 'test'),
    classNames,
    digests: {},
    images: { train: train.images, test: test.images },
    skipped: { train: train.skipped, test: test.skipped },
  };
}
