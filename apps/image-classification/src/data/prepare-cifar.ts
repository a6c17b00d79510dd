import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  type CifarFiles,
  DataError,
  getCifar100,
  type GetArchivesOptions,
  type ImageSet,
  readCifar,
  readClassNames,
  writeMiniImages,
} from '@rdrop/datasets';
import type { SetName } from '../experiment-schema.js';
import { PREPARED_VERSION, type PreparedInfo } from './prepared-images.js';
import { knownSets } from './sets.js';

/** How the raw files are got. */
export type RawFiles = Omit<GetArchivesOptions, 'into'>;

async function filesOf(set: SetName, folder: string, raw: RawFiles): Promise<CifarFiles> {
  if (set === 'mini-images') return writeMiniImages(join(folder, 'generated'));
  if (set === 'cifar-100-subset' && raw.from === undefined) {
    throw new DataError(`The set ${set} cannot be fetched: give its folder with --from DIR.`);
  }
  return getCifar100({ ...raw, into: join(folder, 'raw') });
}

function digestOf({ source }: ImageSet): string {
  if (source.kind !== 'records') throw new Error('digestOf: expected records');
  return createHash('sha256').update(source.data).digest('hex');
}

/**
 * Prepares a set in CIFAR-100's layout: the files are used where they are, after a look that they are whole.
 * @throws DataError when they are not, or a part has fewer classes than it should
 */
export async function prepareCifar(set: SetName, folder: string, raw: RawFiles): Promise<PreparedInfo> {
  const { classes } = knownSets[set];
  const files = await filesOf(set, folder, raw);
  await readClassNames(files.classNames, classes);
  const [train, test] = [await readCifar(files.train, classes), await readCifar(files.test, classes)];
  for (const [name, { labels }] of [['train', train] as const, ['test', test] as const]) {
    const found = new Set(labels).size;
    if (found < classes) {
      throw new DataError(`${files[name]} has images of ${found} classes, expected all ${classes}.`);
    }
  }
  return {
    version: PREPARED_VERSION,
    set,
    layout: 'cifar',
    train: files.train,
    test: files.test,
    classNames: files.classNames,
    digests: { train: digestOf(train), test: digestOf(test) },
    images: { train: train.size, test: test.size },
    skipped: { train: 0, test: 0 },
  };
}
