import { type ArchiveSet, getArchiveFiles, type GetArchivesOptions } from '../recipes/get-archives.js';

const ARCHIVE = 'cifar-100-binary.tar.gz';
const MEBIBYTE = 2 ** 20;
const file = (name: string) => ({ archive: ARCHIVE, file: name });

const FILES = {
  train: file('train.bin'),
  test: file('test.bin'),
  classNames: file('fine_label_names.txt'),
  coarseNames: file('coarse_label_names.txt'),
} as const;

/**
 * CIFAR-100 (Krizhevsky 2009), binary version, from its page; its licence is not stated there. The checksum is the one that
 * TensorFlow Datasets publishes.
 */
export const cifar100: ArchiveSet = {
  name: 'cifar-100',
  archives: [
    {
      name: ARCHIVE,
      url: `https://www.cs.toronto.edu/~kriz/${ARCHIVE}`,
      maxBytes: 200 * MEBIBYTE,
      sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
    },
  ],
  limits: { entries: 100, entryBytes: 256 * MEBIBYTE, totalBytes: 512 * MEBIBYTE },
  files: Object.values(FILES),
};

/** Where the files of a set in CIFAR-100's layout are. */
export type CifarFiles = Readonly<Record<keyof typeof FILES, string>>;

/**
 * The files of CIFAR-100: found in a local folder, packed with gzip or not, in an archive that lies there, or fetched. What
 * was fetched or unpacked before is used again, and an interrupted download goes on.
 *
 * @throws {DataError} for what is missing, cannot be fetched, or is damaged
 */
export async function getCifar100(options: GetArchivesOptions): Promise<CifarFiles> {
  const place = await getArchiveFiles(cifar100, options);
  return {
    train: place(FILES.train),
    test: place(FILES.test),
    classNames: place(FILES.classNames),
    coarseNames: place(FILES.coarseNames),
  };
}
