import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError, describeSystemError, errorCode } from '../data-error.js';
import { fetchRest, PassingFailure } from './fetch-rest.js';
import { partFile, type PartFile } from './part-file.js';

/** What is known of a file before it is fetched. */
export interface RemoteFile {
  readonly url: string;
  /** Sent with the request. An `authorization` stays with its server: it does not follow to another one. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Its exact size, when that was published. */
  readonly bytes?: number;
  /** Never more than this is written to the disk. */
  readonly maxBytes: number;
  /** Lower-case hex, when one was published. */
  readonly sha256?: string;
}

export interface DownloadOptions {
  /** The path of the finished file; it appears whole and checked, or not at all. */
  readonly into: string;
  /** Tries in a row that bring no new byte before it is given up. Default 5. */
  readonly tries?: number;
  /** The pause before the second try in milliseconds; it doubles up to a minute. Default 1000. */
  readonly pauseMilliseconds?: number;
  /** Without a byte for so long, the connection counts as lost. Default a minute. */
  readonly idleMilliseconds?: number;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
}

export interface DownloadProgress {
  readonly received: number;
  readonly total: number | undefined;
  /** Tries so far, the running one included. */
  readonly tries: number;
}

/** A finished file and its checksum. */
export interface Downloaded {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** It was there already. */
  readonly found: boolean;
}

const LONGEST_PAUSE = 60_000;

/**
 * Fetches a file over HTTP(S). What came of it stays in `<into>.part` when it fails or is stopped, and the next call goes
 * on from there. A file that is there already is checked and not fetched again.
 *
 * @throws {DataError} when the server refuses, the connection fails again and again, the size or checksum is not the
 * published one, or the disk cannot take it
 */
export async function download(remote: RemoteFile, options: DownloadOptions): Promise<Downloaded> {
  const { into } = options;
  const present = await digest(into).catch(() => undefined);
  if (present !== undefined && mismatch(remote, present) === undefined) {
    return { file: into, ...present, found: true };
  }
  try {
    await mkdir(dirname(into), { recursive: true });
    const part = partFile(into);
    const fetched = await fetchChecked(part, remote, options);
    await rename(part.path, into);
    part.remove();
    return { file: into, ...fetched, found: false };
  } catch (error) {
    if (error instanceof DataError || errorCode(error) === undefined || options.signal?.aborted === true)
      throw error;
    throw new DataError(`Cannot download ${remote.url} to ${into}: ${describeSystemError(error)}.`, {
      cause: error,
    });
  }
}

interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Fetches until the part is what was published. A part that was continued and is wrong is fetched once more, whole. */
async function fetchChecked(part: PartFile, remote: RemoteFile, options: DownloadOptions): Promise<Digest> {
  const continued = (await part.size()) > 0;
  await fetchWithRetries(part, remote, options);
  const got = await digest(part.path);
  const wrong = mismatch(remote, got);
  if (wrong === undefined) return got;
  part.remove();
  if (continued) return fetchChecked(part, remote, options);
  throw new DataError(`Cannot use ${remote.url}: ${wrong}.`);
}

async function fetchWithRetries(part: PartFile, remote: RemoteFile, options: DownloadOptions): Promise<void> {
  const {
    tries: most = 5,
    pauseMilliseconds = 1000,
    idleMilliseconds = 60_000,
    signal,
    onProgress,
  } = options;
  if (remote.bytes !== undefined && (await part.size()) === remote.bytes) return;
  let furthest = await part.size();
  let inVain = 0;
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    let gained = false;
    try {
      await fetchRest(part, {
        ...remote,
        idleMilliseconds,
        ...(signal === undefined ? {} : { signal }),
        onBytes: (received, total) => {
          gained ||= received > furthest;
          furthest = Math.max(furthest, received);
          onProgress?.({ received, total, tries });
        },
      });
      return;
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      if (error.cause === 416) part.remove();
      inVain = gained ? 1 : inVain + 1;
      if (inVain >= most) {
        throw new DataError(
          `Cannot download ${remote.url}: ${error.message}, after ${tries} tries; what came is kept, and the same command goes on from there.`,
          { cause: error },
        );
      }
    }
    await sleep(Math.min(LONGEST_PAUSE, pauseMilliseconds * 2 ** (inVain - 1)), undefined, { signal });
  }
}

async function digest(file: string): Promise<Digest> {
  const { size } = await stat(file);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return { bytes: size, sha256: hash.digest('hex') };
}

/** What is wrong with a file, in words; nothing when it is what was published. */
function mismatch(remote: RemoteFile, got: Digest): string | undefined {
  if (remote.bytes !== undefined && got.bytes !== remote.bytes) {
    return `expected ${remote.bytes} bytes, got ${got.bytes}`;
  }
  if (remote.sha256 !== undefined && got.sha256 !== remote.sha256) {
    return `expected sha256 ${remote.sha256}, got ${got.sha256}`;
  }
  return got.bytes > remote.maxBytes
    ? `expected at most ${remote.maxBytes} bytes, got ${got.bytes}`
    : undefined;
}
