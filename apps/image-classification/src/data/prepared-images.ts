import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type ImageSet, openPackedImages, readCifar, readClassNames } from '@rdrop/datasets';
import { z } from 'zod';
import type { SetName } from '../experiment-schema.js';
import { knownSets } from './sets.js';

export const INFO_FILE = 'prepared.json';
export const PREPARED_VERSION = 1;

/** What `prepared.json` says of a prepared set. */
const preparedInfo = z.strictObject({
  version: z.literal(PREPARED_VERSION),
  set: z.string(),
  /** `cifar`: files of records at these paths. `packed`: images in the folder itself. */
  layout: z.enum(['cifar', 'packed']),
  /** Where the files of records lie; of `packed`, paths without ending. */
  train: z.string(),
  test: z.string(),
  classNames: z.string(),
  /** SHA-256 of the unpacked records, of what was prepared from; empty for packed images. */
  digests: z.record(z.string(), z.string()),
  images: z.strictObject({ train: z.int(), test: z.int() }),
  /** Images that could not be decoded. */
  skipped: z.strictObject({ train: z.int(), test: z.int() }),
});

export type PreparedInfo = z.infer<typeof preparedInfo>;

export interface PreparedImages {
  readonly info: PreparedInfo;
  readonly classNames: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** The folder of a prepared set in the cache. */
export const preparedFolder = (dataFolder: string, set: SetName): string =>
  join(dataFolder, 'image-classification', set);

/** What `prepared.json` in this folder says, or undefined when no whole set is there. */
export async function readPreparedInfo(folder: string): Promise<PreparedInfo | undefined> {
  const file = join(folder, INFO_FILE);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const info = preparedInfo.parse(JSON.parse(text));
    // The files of records stay where they were found, and may be gone.
    const isThere = info.layout === 'packed' || (await stat(info.train).catch(() => undefined)) !== undefined;
    return isThere ? info : undefined;
  } catch (error) {
    throw new DataError(
      `${file} is not the description of a prepared set; delete ${folder} and prepare it again.`,
      { cause: error },
    );
  }
}

/** Opens a prepared set. @throws DataError when files are missing or damaged */
export async function openPreparedImages(info: PreparedInfo, set: SetName): Promise<PreparedImages> {
  const { classes } = knownSets[set];
  if (info.layout === 'cifar') {
    const classNames = await readClassNames(info.classNames, classes);
    return {
      info,
      classNames,
      train: await readCifar(info.train, classes),
      test: await readCifar(info.test, classes),
    };
  }
  const classNames = await readClassNames(info.classNames);
  return {
    info,
    classNames,
    train: await openPackedImages(info.train, classNames),
    test: await openPackedImages(info.test, classNames),
  };
}
