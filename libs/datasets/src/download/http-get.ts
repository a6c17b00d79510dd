import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { DataError } from '../data-error.js';

/** How often an address may send on to another. */
const MOST_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

export interface HttpGetOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Without a byte for so long, the connection counts as lost. */
  readonly idleMilliseconds: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks for an address and follows where it sends on to. The bytes come as they are sent: what a server packed stays
 * packed, which `fetch` would undo, and a resumed download would then miss its place.
 *
 * @throws {DataError} for an address that is not http(s), leads from https to http, or in circles
 */
export async function httpGet(address: string, options: HttpGetOptions): Promise<IncomingMessage> {
  let url = parseAddress(address, address);
  let { headers } = options;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const response = await request(url, { ...options, headers });
    const { location } = response.headers;
    if (!REDIRECTS.includes(response.statusCode ?? 0) || location === undefined) return response;
    response.resume();
    const next = parseAddress(new URL(location, url).href, address);
    if (url.protocol === 'https:' && next.protocol === 'http:') {
      throw new DataError(`Cannot download ${address}: it leads to the unprotected address ${next.href}.`);
    }
    if (next.origin !== url.origin) headers = withoutAuthorization(headers);
    url = next;
  }
  throw new DataError(
    `Cannot download ${address}: it sends on to another address more than ${MOST_REDIRECTS} times.`,
  );
}

function withoutAuthorization(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  );
}

function parseAddress(text: string, origin: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new DataError(`Cannot download ${origin}: expected an address of http or https, got ${text}.`);
}

function request(url: URL, { headers, idleMilliseconds, signal }: HttpGetOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? getSecure : getPlain;
    const sent = get(
      url,
      { headers: { 'accept-encoding': 'identity', ...headers }, ...(signal === undefined ? {} : { signal }) },
      resolve,
    );
    // Errors after the response are the response's; it is destroyed with them.
    sent.on('error', reject);
    sent.setTimeout(idleMilliseconds, () => {
      sent.destroy(new Error(`nothing came for ${Math.round(idleMilliseconds / 1000)} seconds`));
    });
  });
}
