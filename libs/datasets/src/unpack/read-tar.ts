import { once } from 'node:events';
import { Parser, type ReadEntry } from 'tar';
import { DataError } from '../data-error.js';
import { openBytes } from '../text-files/open-bytes.js';
import type { ArchiveEntry, EntryHandler } from './archive-entry.js';

const FILES: readonly string[] = ['File', 'OldFile', 'ContiguousFile'];
const FOLDERS: readonly string[] = ['Directory', 'GNUDumpDir'];
const LINKS: readonly string[] = ['Link', 'SymbolicLink'];

/** What the parser only warns of, but which means that the archive cannot be trusted to be whole. */
const DAMAGE: readonly string[] = ['TAR_BAD_ARCHIVE', 'TAR_ABORT', 'TAR_ENTRY_INVALID', 'TAR_ENTRY_ERROR'];

function kindOf(type: string): ArchiveEntry['kind'] {
  if (FILES.includes(type)) return 'file';
  if (FOLDERS.includes(type)) return 'folder';
  return LINKS.includes(type) ? 'link' : 'device';
}

/**
 * Hands every entry of a tar archive, packed with gzip or not, to `handle`, with no more than a chunk in memory.
 * @param bytes what is read, where the archive is not a file but in one; `archive` then names it in errors
 */
export async function readTar(
  archive: string,
  handle: EntryHandler,
  bytes: AsyncIterable<Uint8Array> = openBytes(archive),
): Promise<void> {
  let failure: unknown;
  let busy: Promise<void> = Promise.resolve();
  let failed = (): void => undefined;
  const failing = new Promise<void>((resolve) => {
    failed = resolve;
  });
  const fail = (error: unknown): void => {
    failure ??= error;
    failed();
  };
  const take = async (entry: ReadEntry): Promise<void> => {
    try {
      const { path, size: bytes } = entry;
      if (failure === undefined) {
        await handle({ path, kind: kindOf(entry.type), bytes, content: () => entry });
      }
    } catch (error) {
      fail(error);
    }
    entry.resume();
  };
  const parser = new Parser({
    onReadEntry: (entry) => {
      busy = busy.then(() => take(entry));
    },
    onwarn: (code, message) => {
      if (DAMAGE.includes(code)) {
        fail(new DataError(`Cannot unpack ${archive}: it is damaged or no tar archive (${message}).`));
      }
    },
  });
  parser.on('error', fail);
  for await (const chunk of bytes) {
    if (!parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)))
      await Promise.race([once(parser, 'drain'), failing]);
    if (failure !== undefined) throw failure;
  }
  const ended = once(parser, 'end');
  parser.end();
  await Promise.race([ended, failing]);
  await Promise.race([busy, failing]);
  if (failure !== undefined) throw failure;
}
