import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hubEnvironment, type HubOptions } from './hub-options.js';
import { pretrainedFolder } from './pretrained-folder.js';

let folder = '';
let endpoint = '';
let files: Record<string, string> = {};
let needsToken = false;
let requests: IncomingMessage[] = [];

const server = createServer((request, response) => {
  requests.push(request);
  const name = request.url?.replace('/owner/tiny/resolve/main/', '') ?? '';
  const body = files[name];
  if (needsToken && request.headers.authorization !== 'Bearer open') response.writeHead(401).end();
  else if (body === undefined) response.writeHead(404).end();
  else response.end(body);
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rdrop-hub-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  endpoint = `http://127.0.0.1:${address.port}/`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  files = { 'config.json': '{}', 'model.safetensors': 'weights', 'vocab.txt': '[PAD]' };
  needsToken = false;
  requests = [];
});

let caches = 0;
const options = (more: Partial<HubOptions> = {}): HubOptions => {
  caches += 1;
  return { cache: join(folder, `cache-${caches}`), endpoint, ...more };
};

describe('pretrainedFolder', () => {
  it('takes a folder as it is', async () => {
    expect(await pretrainedFolder(folder, options())).toBe(folder);
    expect(requests).toHaveLength(0);
  });

  it('downloads what the model has, once, and then needs no network', async () => {
    const cached = options();
    const found = await pretrainedFolder('owner/tiny', cached);
    expect(found).toBe(join(cached.cache, 'owner--tiny', 'main'));
    expect(await readFile(join(found, 'model.safetensors'), 'utf8')).toBe('weights');
    expect(await readFile(join(found, 'vocab.txt'), 'utf8')).toBe('[PAD]');
    const asked = requests.length;
    expect(await pretrainedFolder('owner/tiny', cached)).toBe(found);
    expect(await pretrainedFolder('owner/tiny', { ...cached, offline: true })).toBe(found);
    expect(requests).toHaveLength(asked);
  });

  it('downloads weights in several files', async () => {
    files = {
      'config.json': '{}',
      'model.safetensors.index.json':
        '{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}',
      'model-1.safetensors': 'one',
      'model-2.safetensors': 'two',
    };
    const found = await pretrainedFolder('owner/tiny', options());
    expect(await readFile(join(found, 'model-2.safetensors'), 'utf8')).toBe('two');
    files['model.safetensors.index.json'] = '{"weight_map": {"a": "../../escape.safetensors"}}';
    await expect(pretrainedFolder('owner/tiny', options())).rejects.toThrow(
      "it names a file '../../escape.safetensors', expected one beside it",
    );
  });

  it('refuses a file that has not the checksum it should have', async () => {
    const sha256 = (text: string) => ({
      'model.safetensors': createHash('sha256').update(text).digest('hex'),
    });
    await expect(
      pretrainedFolder('owner/tiny', options({ sha256: sha256('weights') })),
    ).resolves.toBeTruthy();
    await expect(pretrainedFolder('owner/tiny', options({ sha256: sha256('other') }))).rejects.toThrow(
      /expected sha256 [0-9a-f]{64}, got/,
    );
  });

  it('sends a token, and says what to do without one', async () => {
    needsToken = true;
    await expect(pretrainedFolder('owner/tiny', options())).rejects.toThrow(
      'owner/tiny: the hub does not give out config.json (status 401); is the name right, and does HF_TOKEN',
    );
    await expect(pretrainedFolder('owner/tiny', options({ token: 'open' }))).resolves.toBeTruthy();
  });

  it('asks no server when it is switched off', async () => {
    await expect(pretrainedFolder('owner/tiny', options({ offline: true }))).rejects.toThrow(
      /config.json is not in .*owner--tiny.*switched off \(HF_HUB_OFFLINE\)/,
    );
    expect(requests).toHaveLength(0);
  });

  it('says what is missing on the hub, and what is no name', async () => {
    files = { 'config.json': '{}' };
    await expect(pretrainedFolder('owner/tiny', options())).rejects.toThrow(
      'the hub has no model.safetensors',
    );
    for (const source of ['../up', '/nowhere', 'a/b/c', 'a/..b', '']) {
      await expect(pretrainedFolder(source, options())).rejects.toThrow(
        'expected a folder, or the name of a model',
      );
    }
    await expect(pretrainedFolder('owner/tiny', options({ revision: '../x' }))).rejects.toThrow(
      'as revision',
    );
    expect(requests.every((request) => request.url?.startsWith('/owner/tiny/resolve/main/'))).toBe(true);
  });

  it('goes on with a download that was cut', async () => {
    const cached = options();
    const into = join(cached.cache, 'owner--tiny', 'main');
    await pretrainedFolder('owner/tiny', cached);
    await rm(join(into, 'downloaded.json'));
    await rm(join(into, 'model.safetensors'));
    await writeFile(join(into, 'model.safetensors.part'), 'wei');
    await writeFile(
      join(into, 'model.safetensors.part.json'),
      JSON.stringify({ url: `${endpoint}owner/tiny/resolve/main/model.safetensors`, validator: null }),
    );
    requests = [];
    await pretrainedFolder('owner/tiny', cached);
    const again = requests.find((request) => request.url?.endsWith('/model.safetensors'));
    expect(again?.headers.range).toBe('bytes=3-');
    expect(await readFile(join(into, 'model.safetensors'), 'utf8')).toBe('weights');
  });
});

describe('hubEnvironment', () => {
  it('reads the variables of the Hugging Face libraries', () => {
    expect(hubEnvironment({})).toEqual({ offline: false });
    expect(hubEnvironment({ HF_HUB_OFFLINE: '1', HF_TOKEN: 't', HF_ENDPOINT: 'http://mirror' })).toEqual({
      offline: true,
      token: 't',
      endpoint: 'http://mirror',
    });
    expect(hubEnvironment({ HF_HUB_OFFLINE: 'false', HF_TOKEN: '' })).toEqual({ offline: false });
  });
});
