import { open, readFile, type FileHandle } from 'node:fs/promises';
import { DataError, describeSystemError } from '../data-error.js';
import { parallelMap } from '../parallel/parallel-map.js';
import { type CheckedImage, checkImagesStep } from './check-images.js';
import { decodeIndex, encodeIndexRecord, INDEX_RECORD_BYTES, packedFiles } from './packed-files.js';
import { pulled } from './pulled.js';
import { type FoundImage, visitImages } from './visit-images.js';

export interface PackImagesOptions {
  /** A folder tree or a tar archive. */
  readonly from: string;
  /** Path of the packed set, without ending. */
  readonly name: string;
  /** Class of an image; undefined leaves it out. Default: the folder it lies in. */
  readonly classOf?: (image: FoundImage) => string | undefined;
  readonly threads?: number;
  /** Told of every image that cannot be decoded. */
  readonly onSkipped?: (name: string, reason: string) => void;
  readonly onProgress?: (images: number) => void;
  readonly signal?: AbortSignal;
}

/** What a packed set has. */
export interface PackedCounts {
  readonly images: number;
  /** Images that could not be decoded. */
  readonly skipped: number;
}

/** Where an interrupted packing stopped. */
interface Progress {
  readonly records: number;
  readonly skipped: number;
  readonly bytes: number;
  readonly classes: readonly string[];
}

const linesOf = async (file: string): Promise<string[]> =>
  (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);

/** What of an earlier run is whole: records whose image and class are there too. */
async function progressOf(name: string, imageBytes: number): Promise<Progress> {
  const files = packedFiles(name);
  const classes = await linesOf(files.classes);
  const skippedLines = (await linesOf(files.skipped)).length;
  const records = decodeIndex(await readFile(files.index).catch(() => new Uint8Array(0)));
  let [whole, skipped, bytes] = [0, 0, 0];
  for (const { place, length, classNumber } of records) {
    if (place + length > imageBytes || classNumber >= classes.length) break;
    if (length === 0 && skipped === skippedLines) break;
    whole += 1;
    if (length === 0) skipped += 1;
    bytes = Math.max(bytes, place + length);
  }
  return { records: whole, skipped, bytes, classes };
}

/** The open files of a set that is being packed, cut back to what is whole. */
async function openFiles(name: string): Promise<{ handles: FileHandle[]; progress: Progress }> {
  const { images, index, classes, skipped } = packedFiles(name);
  const handles: FileHandle[] = [];
  for (const file of [images, index, classes, skipped]) handles.push(await open(file, 'a'));
  const progress = await progressOf(name, (await handles[0]?.stat())?.size ?? 0);
  const skippedLines = (await linesOf(skipped)).slice(0, progress.skipped);
  await handles[0]?.truncate(progress.bytes);
  await handles[1]?.truncate(progress.records * INDEX_RECORD_BYTES);
  await handles[3]?.truncate(Buffer.byteLength(skippedLines.map((line) => `${line}\n`).join('')));
  return { handles, progress };
}

/** Images after the first `done`, and only those that have a class. */
async function* wanted(
  { from, classOf = ({ className }) => className, signal }: PackImagesOptions,
  done: number,
): AsyncGenerator<FoundImage, void, undefined> {
  let met = 0;
  for await (const image of pulled<FoundImage>((give) => visitImages(from, give))) {
    signal?.throwIfAborted();
    const className = classOf(image);
    if (className === undefined) continue;
    met += 1;
    if (met > done) yield { ...image, className };
  }
}

/**
 * Puts the images of a folder tree or an archive one after the other into a file with an index, so that training reads any
 * of them at once. Each is decoded on a thread to see that it can be; one that cannot is told of by name, noted and skipped.
 * Goes on where an interrupted packing of the same images stopped.
 *
 * @throws {DataError} when the images cannot be read or written, or when there are none
 */
export async function packImages(options: PackImagesOptions): Promise<PackedCounts> {
  const { name, threads, signal, onSkipped, onProgress } = options;
  const { handles, progress } = await openFiles(name).catch((error: unknown) => {
    throw new DataError(`Cannot write ${name}: ${describeSystemError(error)}.`, { cause: error });
  });
  const [images, index, classes, skippedNames] = handles;
  if (images === undefined || index === undefined || classes === undefined || skippedNames === undefined) {
    throw new Error('packImages: expected four files');
  }
  let { records, skipped, bytes } = progress;
  const numbers = new Map(progress.classes.map((className, at) => [className, at]));
  const write = async (image: CheckedImage): Promise<void> => {
    let classNumber = numbers.get(image.className);
    if (classNumber === undefined) {
      classNumber = numbers.size;
      numbers.set(image.className, classNumber);
      await classes.appendFile(`${image.className}\n`);
    }
    const length = image.fault === undefined ? image.bytes.length : 0;
    if (image.fault === undefined) await images.appendFile(image.bytes);
    else {
      await skippedNames.appendFile(`${image.name}: ${image.fault}\n`);
      onSkipped?.(image.name, image.fault);
      skipped += 1;
    }
    // Last: a record says that all else is there.
    await index.appendFile(encodeIndexRecord({ place: bytes, length, classNumber }));
    bytes += length;
    records += 1;
  };
  try {
    const checked = parallelMap(wanted(options, progress.records), checkImagesStep, {
      settings: null,
      alone: 4,
      transfer: (image) => [image.bytes.buffer],
      ...(threads === undefined ? {} : { threads }),
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const image of checked) {
      await write(image);
      onProgress?.(records);
      signal?.throwIfAborted();
    }
  } finally {
    for (const handle of handles) await handle.close();
  }
  if (records === skipped) throw new DataError(`There are no images in ${options.from}.`);
  return { images: records - skipped, skipped };
}
