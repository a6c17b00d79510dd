import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DataError, describeSystemError } from '../data-error.js';
import type { ArchiveEntry, EntryHandler } from './archive-entry.js';

const FILE_TYPE = 0o170_000;
const REGULAR = 0o100_000;
const LINK = 0o120_000;
const FOLDER = 0o040_000;

/** By the name, and by the mode that archives from Unix carry in the upper half of the attributes. */
function kindOf({ fileName, externalFileAttributes }: Entry): ArchiveEntry['kind'] {
  const type = (externalFileAttributes >>> 16) & FILE_TYPE;
  if (type === LINK) return 'link';
  if (fileName.endsWith('/') || type === FOLDER) return 'folder';
  return type === 0 || type === REGULAR ? 'file' : 'device';
}

async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = await zip.openReadStreamPromise(entry);
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError(`readZip: expected bytes, got ${typeof chunk}`);
    yield chunk;
  }
}

/** Hands every entry of a zip archive to `handle`, in the order of its directory. */
export async function readZip(archive: string, handle: EntryHandler): Promise<void> {
  try {
    const zip = await openPromise(archive, { strictFileNames: true, autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.isEncrypted()) {
          throw new DataError(`Cannot unpack ${archive}: the entry ${entry.fileName} is encrypted.`);
        }
        await handle({
          path: entry.fileName,
          kind: kindOf(entry),
          bytes: entry.uncompressedSize,
          content: () => contentOf(zip, entry),
        });
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = describeSystemError(error).replace(/\.$/, '');
    throw new DataError(`Cannot unpack ${archive}: ${reason}.`, { cause: error });
  }
}
