import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cut, sendFrom, testServer } from '../testing/http-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { download, type DownloadOptions, type DownloadProgress, type RemoteFile } from './download.js';

const path = temporaryFolder();
const server = testServer();
const body = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i) % 251));
const sha256 = createHash('sha256').update(body).digest('hex');
let count = 0;

function fetch(remote: Partial<RemoteFile> = {}, options: Partial<DownloadOptions> = {}) {
  count += 1;
  const into = options.into ?? path(`file-${count}`);
  const done = download(
    { url: server.url('/file'), maxBytes: 1 << 20, ...remote },
    { into, pauseMilliseconds: 1, ...options },
  );
  return { into, done };
}

const leftovers = async (into: string) =>
  (await readdir(path()))
    .filter((name) => path(name).startsWith(into))
    .map((name) => path(name).slice(into.length));

describe('download', () => {
  it('fetches a file whole and says what it is', async () => {
    server.answers((request, response) => sendFrom(body, request, response));
    const seen: DownloadProgress[] = [];
    const { into, done } = fetch({ bytes: body.length, sha256 }, { onProgress: (at) => seen.push(at) });
    expect(await done).toEqual({ file: into, bytes: body.length, sha256, found: false });
    expect((await readFile(into)).equals(body)).toBe(true);
    expect(await leftovers(into)).toEqual(['']);
    expect(seen.at(-1)).toEqual({ received: body.length, total: body.length, tries: 1 });
  });

  it('does not fetch again what is there and right, and does what is there and wrong', async () => {
    server.answers((request, response) => sendFrom(body, request, response));
    const { into, done } = fetch({ sha256 });
    await done;
    expect((await fetch({ sha256 }, { into }).done).found).toBe(true);
    expect(server.requests).toHaveLength(1);
    await writeFile(into, 'something else');
    expect((await fetch({ sha256 }, { into }).done).found).toBe(false);
    expect((await readFile(into)).equals(body)).toBe(true);
  });

  it('goes on where a connection was cut, as often as it brings something', async () => {
    server.answers((request, response) => sendFrom(body, request, response, { cutAfter: 30_000 }));
    const { into, done } = fetch({ sha256 }, { tries: 2 });
    await done;
    expect((await readFile(into)).equals(body)).toBe(true);
    expect(server.requests.length).toBeGreaterThan(5);
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'if-range': '"one"',
      range: /^bytes=\d+-$/ as unknown,
    });
  });

  it('starts over with a server that cannot go on, and gives up when that never gets further', async () => {
    server.answers((_request, response, visit) => {
      response.writeHead(200, { 'content-length': body.length });
      if (visit >= 3) response.end(body);
      else cut(response, body.subarray(0, 50_000));
    });
    const { into, done } = fetch({ sha256 });
    await done;
    expect((await readFile(into)).equals(body)).toBe(true);

    server.answers((_request, response) => {
      response.writeHead(200, { 'content-length': body.length });
      cut(response, body.subarray(0, 50_000));
    });
    const hopeless = fetch({ sha256 }, { tries: 3 });
    await expect(hopeless.done).rejects.toThrow(/the connection was cut, after 3 tries; what came is kept/);
    expect(existsSync(hopeless.into)).toBe(false);
  });

  it('goes on in a later call, and not with a part of another version or another address', async () => {
    server.answers((request, response) => sendFrom(body, request, response, { cutAfter: 60_000 }));
    const { into, done } = fetch({}, { tries: 1 });
    await expect(done).rejects.toThrow('goes on from there');
    expect((await stat(`${into}.part`)).size).toBe(60_000);
    server.answers((request, response) => sendFrom(body, request, response));
    await fetch({}, { into }).done;
    expect(server.requests[0]?.headers.range).toBe('bytes=60000-');
    expect((await readFile(into)).equals(body)).toBe(true);

    const changed = Buffer.from(body).reverse();
    server.answers((request, response) => sendFrom(body, request, response, { cutAfter: 60_000 }));
    const second = fetch({}, { tries: 1 });
    await expect(second.done).rejects.toThrow();
    server.answers((request, response) => sendFrom(changed, request, response, { etag: '"two"' }));
    await fetch({}, { into: second.into }).done;
    expect((await readFile(second.into)).equals(changed)).toBe(true);

    server.answers((request, response) => sendFrom(body, request, response, { cutAfter: 60_000 }));
    const third = fetch({}, { tries: 1 });
    await expect(third.done).rejects.toThrow();
    server.answers((request, response) => sendFrom(body, request, response));
    await fetch({ url: server.url('/other') }, { into: third.into }).done;
    expect(server.requests[0]?.headers.range).toBeUndefined();
  });

  it('fetches a continued part once more when its checksum is wrong, and gives a whole one up', async () => {
    server.answers((request, response) => sendFrom(body, request, response));
    const into = path('continued');
    await writeFile(`${into}.part`, Buffer.alloc(1000));
    await writeFile(`${into}.part.json`, JSON.stringify({ url: server.url('/file'), validator: null }));
    await fetch({ sha256 }, { into }).done;
    expect((await readFile(into)).equals(body)).toBe(true);

    server.answers((request, response) => sendFrom(Buffer.from('another file'), request, response));
    const wrong = fetch({ sha256 });
    await expect(wrong.done).rejects.toThrow(`expected sha256 ${sha256}, got `);
    expect(await leftovers(wrong.into)).toEqual([]);
  });

  it('removes a part that the server has nothing after', async () => {
    server.answers((request, response, visit) => {
      if (visit === 1) response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
      else sendFrom(body, request, response);
    });
    const into = path('longer');
    await writeFile(`${into}.part`, Buffer.alloc(300_000));
    await writeFile(`${into}.part.json`, JSON.stringify({ url: server.url('/file'), validator: null }));
    await fetch({ sha256 }, { into }).done;
    expect((await readFile(into)).equals(body)).toBe(true);
  });

  it('never writes more than it may, announced or not', async () => {
    server.answers((request, response) => sendFrom(body, request, response));
    await expect(fetch({ maxBytes: 1000 }).done).rejects.toThrow(
      'expected at most 1000 bytes, the server announces 200000',
    );
    await expect(fetch({ bytes: 1000 }).done).rejects.toThrow(
      'expected 1000 bytes, the server announces 200000',
    );
    server.answers((_request, response) => {
      for (let i = 0; i < 100; i += 1) response.write(body);
      response.end();
    });
    const endless = fetch({ maxBytes: 150_000 });
    await expect(endless.done).rejects.toThrow('expected at most 150000 bytes, and more came');
    expect(await leftovers(endless.into)).toEqual([]);
  });

  it('follows redirects, but not for ever and not to other protocols', async () => {
    server.answers((request, response) => {
      if (request.url === '/file') response.writeHead(302, { location: '/moved' }).end();
      else sendFrom(body, request, response);
    });
    const { into, done } = fetch({ sha256 });
    await done;
    expect((await readFile(into)).equals(body)).toBe(true);
    server.answers((_request, response) => response.writeHead(302, { location: '/file' }).end());
    await expect(fetch().done).rejects.toThrow('more than 5 times');
    server.answers((_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(fetch().done).rejects.toThrow(
      'expected an address of http or https, got file:///etc/passwd',
    );
    await expect(fetch({ url: 'nowhere' }).done).rejects.toThrow(
      'expected an address of http or https, got nowhere',
    );
  });

  it('waits for a busy server, and takes a refusal for an answer', async () => {
    server.answers((request, response, visit) => {
      if (visit < 3) response.writeHead(503).end();
      else sendFrom(body, request, response);
    });
    await fetch({ sha256 }).done;
    server.answers((_request, response) => response.writeHead(404).end('no such file'));
    await expect(fetch().done).rejects.toThrow('the server answers with status 404');
    expect(server.requests).toHaveLength(1);
  });

  it('counts a silent connection as lost', async () => {
    server.answers((request, response, visit) => {
      if (visit > 1) sendFrom(body, request, response);
    });
    const { into, done } = fetch({ sha256 }, { idleMilliseconds: 50 });
    await done;
    expect((await readFile(into)).equals(body)).toBe(true);
  });

  it('stops when it is told to and keeps what came', async () => {
    const controller = new AbortController();
    server.answers((_request, response) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 50_000));
    });
    const { into, done } = fetch(
      {},
      { signal: controller.signal, onProgress: () => controller.abort(new Error('stopped')) },
    );
    await expect(done).rejects.toThrow('stopped');
    expect((await stat(`${into}.part`)).size).toBeGreaterThan(0);
  });

  it('says in one sentence that nobody answers, and that the disk cannot take it', async () => {
    await expect(fetch({ url: 'http://127.0.0.1:1/x' }, { tries: 2 }).done).rejects.toThrow(
      /Cannot download http:\/\/127\.0\.0\.1:1\/x: .*ECONNREFUSED.*after 2 tries/,
    );
    server.answers((request, response) => sendFrom(body, request, response));
    await writeFile(path('a-file'), '');
    await expect(fetch({}, { into: path('a-file', 'x') }).done).rejects.toThrow(/Cannot download .*a-file/);
  });

  it('sends headers, but an authorization to no other server than the first', async () => {
    server.answers((request, response) => {
      // The same machine under another name is another server.
      const elsewhere = server.url('/file').replace('127.0.0.1', 'localhost');
      if (request.url === '/moved') response.writeHead(302, { location: '/file?here' }).end();
      else if (request.url === '/away') response.writeHead(302, { location: elsewhere }).end();
      else sendFrom(body, request, response);
    });
    const headers = { authorization: 'Bearer secret', 'x-other': 'kept' };
    await fetch({ url: server.url('/moved'), headers }).done;
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([
      'Bearer secret',
      'Bearer secret',
    ]);
    await fetch({ url: server.url('/away'), headers }).done;
    const last = server.requests.at(-1)?.headers;
    expect(last?.host).toMatch(/^localhost:/);
    expect(last?.['x-other']).toBe('kept');
    expect(last?.authorization).toBeUndefined();
  });

  it('says with which status a server refused', async () => {
    server.answers((_request, response) => response.writeHead(404).end());
    await expect(fetch().done).rejects.toMatchObject({ name: 'DataError', status: 404 });
  });
});
