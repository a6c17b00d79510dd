import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import type { ArchiveEntry } from '../unpack/archive-entry.js';
import { readTar } from '../unpack/read-tar.js';

/** An encoded image as it comes. */
export interface FoundImage {
  /** Its path in the folder or archive. */
  readonly name: string;
  /** Name of the folder it lies in, or of the archive within the archive; empty at the top. */
  readonly className: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type ImageVisitor = (image: FoundImage) => Promise<void>;

const IMAGES: readonly string[] = ['.jpeg', '.jpg', '.png'];
/** The largest image of ImageNet has 15 MB. */
const MOST_BYTES = 2 ** 26;
const MOST_ARCHIVE_BYTES = 2 ** 34;

const isImage = (name: string): boolean =>
  IMAGES.includes(extname(name).toLowerCase()) && !basename(name).startsWith('.');
const isTar = (name: string): boolean => extname(name).toLowerCase() === '.tar';

function checkSize(name: string, bytes: number, most: number): void {
  if (bytes > most)
    throw new DataError(`Cannot read ${name}: it has ${bytes} bytes, at most ${most} are taken.`);
}

async function contentOf(entry: ArchiveEntry, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of entry.content()) {
    bytes += chunk.length;
    checkSize(name, bytes, MOST_BYTES);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Images of an archive in its order; archives in it are classes, as in ImageNet's training archive. */
function visitTar(
  archive: string,
  visit: ImageVisitor,
  within = '',
  bytes?: AsyncIterable<Uint8Array>,
): Promise<void> {
  return readTar(
    archive,
    async (entry) => {
      if (entry.kind !== 'file') return;
      const name = within === '' ? entry.path : `${within}/${entry.path}`;
      if (isTar(entry.path) && within === '') {
        checkSize(name, entry.bytes, MOST_ARCHIVE_BYTES);
        await visitTar(`${archive}, ${name}`, visit, basename(name, '.tar'), entry.content());
      } else if (isImage(entry.path)) {
        const className = basename(dirname(name));
        await visit({
          name,
          className: className === '.' ? '' : className,
          bytes: await contentOf(entry, `${archive}, ${name}`),
        });
      }
    },
    ...(bytes === undefined ? [] : ([bytes] as const)),
  );
}

async function visitFolder(folder: string, visit: ImageVisitor, within = ''): Promise<void> {
  const entries = await readdir(join(folder, within), { withFileTypes: true });
  // Not in the order of the file system, which differs from one to the next.
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = within === '' ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) await visitFolder(folder, visit, name);
    else if (entry.isFile() && isImage(entry.name)) {
      const path = join(folder, name);
      checkSize(path, (await stat(path)).size, MOST_BYTES);
      await visit({ name, className: basename(within), bytes: new Uint8Array(await readFile(path)) });
    }
  }
}

/**
 * Hands every image in a folder tree or a tar archive to `visit`, always in the same order, one in memory at a time. Links
 * are not followed.
 *
 * @throws {DataError} when the place cannot be read or an image is larger than any of the known sets'
 */
export async function visitImages(place: string, visit: ImageVisitor): Promise<void> {
  try {
    const isFolder = (await stat(place)).isDirectory();
    await (isFolder ? visitFolder(place, visit) : visitTar(place, visit));
  } catch (error) {
    if (error instanceof Error && !('code' in error)) throw error;
    throw new DataError(`Cannot read ${place}: ${describeSystemError(error)}.`, { cause: error });
  }
}
