import { closeSync, fsyncSync, writeSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { DataError, RefusedError } from '../data-error.js';
import { httpGet } from './http-get.js';
import type { PartFile } from './part-file.js';

/** The connection or the server failed in a way that may pass. */
export class PassingFailure extends Error {
  override readonly name = 'PassingFailure';
}

export interface FetchRestOptions {
  readonly url: string;
  /** Sent with the request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The size that is expected, when it is known. */
  readonly bytes?: number;
  /** Never more than this is written. */
  readonly maxBytes: number;
  readonly idleMilliseconds: number;
  readonly signal?: AbortSignal;
  /** Called with the bytes that are there and the size the server says. */
  readonly onBytes: (received: number, total: number | undefined) => void;
}

/** Statuses of a server that is busy or ill. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/**
 * Appends to the part what is missing of it, from where it ends when the server can do that and still has the same file,
 * from the start otherwise.
 *
 * @throws {PassingFailure} when another try may succeed; what came is kept
 * @throws {DataError} when it will not
 */
export async function fetchRest(part: PartFile, options: FetchRestOptions): Promise<void> {
  const { url } = options;
  const have = await resumableBytes(part, options);
  const origin = await part.origin();
  const headers: Record<string, string> = { ...options.headers };
  if (have > 0) {
    headers['range'] = `bytes=${have}-`;
    if (typeof origin?.validator === 'string') headers['if-range'] = origin.validator;
  }
  const response = await respond(url, { ...options, headers });
  const start = firstByte(response, have, options);
  const announced = announcedTotal(response, start);
  checkSize(announced, options);
  const file = start > 0 ? part.append() : part.restart({ url, validator: validatorOf(response) });
  await append(file, response, { ...options, start, announced, giveUp: () => part.remove() });
}

/** How much of the part may be kept: all, or nothing when it came from elsewhere or is too long. */
async function resumableBytes(part: PartFile, { url, bytes, maxBytes }: FetchRestOptions): Promise<number> {
  const size = await part.size();
  const origin = await part.origin();
  return origin?.url === url && size < (bytes ?? maxBytes) ? size : 0;
}

async function respond(
  url: string,
  options: FetchRestOptions & { readonly headers: Record<string, string> },
): Promise<IncomingMessage> {
  try {
    return await httpGet(url, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    throw new PassingFailure(reasonOf(error), { cause: error });
  }
}

/** The position of the first byte that will come. */
function firstByte(response: IncomingMessage, have: number, { url }: FetchRestOptions): number {
  const status = response.statusCode ?? 0;
  if (status === 200) return 0;
  const range = /^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1];
  if (status === 206 && range !== undefined && Number(range) === have) return have;
  response.destroy();
  if (PASSING.includes(status)) throw new PassingFailure(`the server answers with status ${status}`);
  // The part does not fit what the server has: away with it.
  if (status === 416 || status === 206)
    throw new PassingFailure('the server cannot go on from there', { cause: 416 });
  throw new RefusedError(url, status);
}

function announcedTotal(response: IncomingMessage, start: number): number | undefined {
  const length = response.headers['content-length'];
  return length === undefined ? undefined : start + Number(length);
}

function checkSize(total: number | undefined, { url, bytes, maxBytes }: FetchRestOptions): void {
  if (total === undefined) return;
  if (bytes !== undefined && total !== bytes) {
    throw new DataError(`Cannot download ${url}: expected ${bytes} bytes, the server announces ${total}.`);
  }
  if (total > maxBytes) {
    throw new DataError(
      `Cannot download ${url}: expected at most ${maxBytes} bytes, the server announces ${total}.`,
    );
  }
}

/** A weak ETag does not promise equal bytes, which going on needs. */
function validatorOf({ headers }: IncomingMessage): string | null {
  const { etag } = headers;
  if (etag?.startsWith('"') === true) return etag;
  return headers['last-modified'] ?? null;
}

interface AppendOptions extends FetchRestOptions {
  readonly start: number;
  readonly announced: number | undefined;
  /** Removes what came. */
  readonly giveUp: () => void;
}

async function append(file: number, response: IncomingMessage, options: AppendOptions): Promise<void> {
  const { url, bytes, maxBytes, start, announced, signal, onBytes, giveUp } = options;
  const most = bytes ?? maxBytes;
  let received = start;
  try {
    await eachChunk(response, (chunk) => {
      received += chunk.length;
      if (received > most) {
        throw new DataError(`Cannot download ${url}: expected at most ${most} bytes, and more came.`);
      }
      writeAll(file, chunk);
      onBytes(received, announced ?? bytes);
    });
    fsyncSync(file);
  } catch (error) {
    if (received > most) giveUp();
    signal?.throwIfAborted();
    throw error;
  } finally {
    response.destroy();
    closeSync(file);
  }
  if (received < (announced ?? bytes ?? 0)) {
    throw new PassingFailure(`the connection ended after ${received} bytes`);
  }
}

/**
 * Takes the body as it arrives. Not by async iteration: when the connection breaks, that throws away what has arrived
 * and was not yet asked for.
 */
function eachChunk(response: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        reject(error);
        response.destroy();
      }
    });
    response.on('end', resolve);
    response.on('error', (error) => {
      reject(new PassingFailure(reasonOf(error), { cause: error }));
    });
    response.on('close', () => {
      reject(new PassingFailure('the connection was cut'));
    });
  });
}

/** One write call may write less than it was given. */
function writeAll(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === 'aborted' ? 'the connection was cut' : error.message;
}
