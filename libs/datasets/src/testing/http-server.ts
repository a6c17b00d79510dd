import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll } from 'vitest';

export type Answer = (request: IncomingMessage, response: ServerResponse, visit: number) => void;

/** A server on this machine for the tests of one file. `answer` says what it does from now on; visits count from 1. */
export function testServer() {
  let [address, visits] = ['', 0];
  let answer: Answer = (_request, response) => response.end();
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    visits += 1;
    requests.push(request);
    answer(request, response, visits);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const listening = server.address();
    if (listening === null || typeof listening === 'string') throw new Error('the test server has no port');
    address = `http://127.0.0.1:${listening.port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: (path: string) => `${address}${path}`,
    answers(next: Answer) {
      [answer, visits] = [next, 0];
      requests.length = 0;
    },
    requests,
  };
}

/** Sends `body` from where the request's Range begins, as an honest server does, or from the start. */
export function sendFrom(
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
  { etag = '"one"', cutAfter = Infinity }: { etag?: string; cutAfter?: number } = {},
): void {
  const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const condition = request.headers['if-range'];
  const start = condition === undefined || condition === etag ? asked : 0;
  const rest = body.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': rest.length,
    etag,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  });
  if (rest.length <= cutAfter) {
    response.end(rest);
    return;
  }
  cut(response, rest.subarray(0, cutAfter));
}

/** Sends some bytes of a longer answer and closes the connection when they are on their way. */
export function cut(response: ServerResponse, bytes: Buffer): void {
  response.write(bytes, () => response.socket?.end());
}
