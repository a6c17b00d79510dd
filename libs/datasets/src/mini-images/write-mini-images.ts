import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CifarRecord, encodeCifar } from '../images/cifar.js';
import type { CifarFiles } from '../images/cifar-100.js';
import { Random } from '../random.js';
import { writeLines, writeTextAtomic } from '../text-files/write-lines.js';
import { MINI_GROUPS, miniClasses } from './classes.js';
import { drawMiniImage } from './draw.js';

export interface MiniImageOptions {
  /** Images of each class. */
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}

export const miniImageDefaults: MiniImageOptions = { train: 120, test: 50, seed: 1 };

/** Images of every class in turn, so that any first part of them has all classes. A function of the seed alone. */
export function generateMiniImages(perClass: number, seed: number): CifarRecord[] {
  const random = new Random(seed);
  return Array.from({ length: perClass }, () =>
    miniClasses.map((miniClass, fine) => ({
      coarse: MINI_GROUPS.indexOf(miniClass.group),
      fine,
      planes: drawMiniImage(miniClass, random),
    })),
  ).flat();
}

/** Writes the generated set into a folder, as CIFAR-100's binary version is laid out. */
export async function writeMiniImages(
  folder: string,
  { train, test, seed }: MiniImageOptions = miniImageDefaults,
): Promise<CifarFiles> {
  await mkdir(folder, { recursive: true });
  const files = {
    train: join(folder, 'train.bin'),
    test: join(folder, 'test.bin'),
    classNames: join(folder, 'fine_label_names.txt'),
    coarseNames: join(folder, 'coarse_label_names.txt'),
  };
  await writeTextAtomic(files.train, [encodeCifar(generateMiniImages(train, 2 * seed))]);
  await writeTextAtomic(files.test, [encodeCifar(generateMiniImages(test, 2 * seed + 1))]);
  await writeLines(
    files.classNames,
    miniClasses.map(({ name }) => name),
  );
  await writeLines(files.coarseNames, MINI_GROUPS);
  return files;
}
