import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Readable, Writable } from 'node:stream';

/** Where Debian and others put the browser. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine; undefined where there is none. */
export function chromiumPath(): string | undefined {
  return [process.env['CHROMIUM_PATH'], ...PLACES].find((path) => path !== undefined && existsSync(path));
}

type Reply = Readonly<Record<string, unknown>>;

/** A page that is open in a headless browser. */
export interface BrowserPage {
  /** Errors and warnings of the console, and of the browser about the page. */
  readonly complaints: readonly string[];
  /** The value of an expression in the page, by way of JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** Sends a command of the DevTools protocol. */
  send(method: string, params?: object): Promise<Reply>;
  /** Presses a key: `Tab`, `ArrowRight`. */
  press(key: string): Promise<void>;
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a page in headless Chromium, which is spoken to over two pipes: no package, no port.
 *
 * @param html the page, served from a file
 */
export async function openPage(html: string): Promise<BrowserPage> {
  const path = chromiumPath();
  if (path === undefined) throw new Error('openPage: expected Chromium on this machine, found none');
  const folder = await mkdtemp(join(tmpdir(), 'rdrop-page-'));
  const file = join(folder, 'page.html');
  await writeFile(file, html);
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const browser = spawn(
    path,
    [...args, `--user-data-dir=${join(folder, 'profile')}`, '--remote-debugging-pipe'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const [, , , toBrowser, fromBrowser] = browser.stdio as unknown as [null, null, null, Writable, Readable];
  const complaints: string[] = [];
  const connection = connect(toBrowser, fromBrowser, (method, params) => {
    const text = complaintIn(method, params);
    if (text !== undefined) complaints.push(text);
  });
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params: object = {}) => connection.send(method, params, String(sessionId));
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Page.navigate', { url: pathToFileURL(file).href });
  const page: BrowserPage = {
    complaints,
    send,
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression: `JSON.stringify(${expression})`,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      const value: unknown = Reflect.get(Object(result), 'value');
      return typeof value === 'string' ? (JSON.parse(value) as unknown) : undefined;
    },
    async press(key) {
      const code = { Tab: 9, ArrowLeft: 37, ArrowRight: 39, Home: 36, End: 35, Enter: 13 }[key] ?? 0;
      for (const type of ['rawKeyDown', 'keyUp']) {
        await send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: code });
      }
    },
    async screenshot(to) {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      await writeFile(to, Buffer.from(String(data), 'base64'));
    },
    async close() {
      const ended = new Promise((resolve) => browser.once('exit', resolve));
      await connection.send('Browser.close').catch(() => undefined);
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  while ((await page.evaluate('document.readyState')) !== 'complete') await pause();
  return page;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Messages end with a zero byte. */
function connect(to: Writable, from: Readable, onEvent: (method: string, params: Reply) => void) {
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  let last = 0;
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) receive(JSON.parse(message) as Reply);
  });
  const receive = ({ id, result, error, method, params }: Reply): void => {
    if (typeof method === 'string') onEvent(method, params as Reply);
    if (typeof id !== 'number') return;
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve((result ?? {}) as Reply);
    else asker?.reject(new Error(JSON.stringify(error)));
  };
  return {
    send: (method: string, params: object = {}, sessionId?: string) =>
      new Promise<Reply>((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        to.write(
          `${JSON.stringify({ id: last, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
        );
      }),
  };
}

function complaintIn(method: string, params: Reply): string | undefined {
  const isConsole =
    method === 'Runtime.consoleAPICalled' && ['error', 'warning'].includes(String(params['type']));
  const isFault = ['Runtime.exceptionThrown', 'Log.entryAdded', 'Network.loadingFailed'].includes(method);
  return isConsole || isFault ? `${method} ${JSON.stringify(params)}` : undefined;
}
