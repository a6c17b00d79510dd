import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRenderer } from '../figures/render-panel.js';
import { buildReport } from '../report/build-report.js';
import { chromiumPath, openPage, type BrowserPage } from '../testing/chromium.js';
import { exampleRuns } from '../testing/example-report.js';
import { reportPage } from './page.js';
import { runId } from './run-html.js';

const runs = exampleRuns();
const problems = ['runs/<x>/record.json: seed: expected a number'];

let html: string;
beforeAll(async () => {
  const report = buildReport({ runs, problems }, (run) => `#${runId(run)}`);
  html = reportPage(report, { render: await createRenderer(), recordHref: ({ file }) => file });
});

describe('the page', () => {
  it('needs nothing from elsewhere', () => {
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//u);
    expect(html).not.toMatch(/@import|url\(/u);
    expect(html).toContain(`default-src 'none'`);
  });

  it('takes what models and files say as text', () => {
    expect(html).toContain('ein &lt;b&gt;Hund&lt;/b&gt;');
    expect(html).toContain('runs/&lt;x&gt;/record.json');
  });

  it('links to places that exist, each named once', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/gu)) expect(ids).toContain(target);
  });
});

const browser = chromiumPath();
if (browser === undefined) console.warn('no Chromium here: the page is not tried in a browser');

describe.skipIf(browser === undefined)('the page in a browser', () => {
  let open: BrowserPage;
  beforeAll(async () => {
    open = await openPage(html);
  });
  afterAll(() => open.close());
  const count = (selector: string) =>
    open.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`);

  it('opens without a complaint', () => {
    expect(open.complaints).toEqual([]);
  });

  it('has the rows and runs it should', async () => {
    expect(await count('#summary tbody tr')).toBe(2);
    expect(await count('#tables caption')).toBe(14);
    expect(await count('#runs > details.run')).toBe(runs.length);
    expect(
      await open.evaluate(
        `[...document.querySelectorAll('#tables caption')].find((c) => c.textContent.startsWith('Table 1, with')).closest('table').tBodies[0].rows.length`,
      ),
    ).toBe(10);
  });

  it('shows the points of a figure, and their values to mouse and keys', async () => {
    const first = `document.querySelector('[id^=curves-] .panel')`;
    expect(await open.evaluate(`${first}.querySelectorAll('[data-text]').length`)).toBe(8);
    await open.evaluate(`(${first}.focus(), ${first}.scrollIntoView(), 1)`);
    await open.press('ArrowRight');
    const tip = `document.getElementById('tip')`;
    expect(await open.evaluate(`[${tip}.textContent, ${tip}.style.visibility]`)).toEqual([
      'R-Drop: updates 200, loss 4 ± 0',
      'visible',
    ]);
    await open.press('End');
    expect(await open.evaluate(`${tip}.textContent`)).toBe('baseline: updates 800, loss 2.5 ± 0');
    const third = `document.querySelectorAll('[id^=curves-] .panel')[2]`;
    const place = await open.evaluate(
      `(() => { ${third}.scrollIntoView({ block: 'center' }); const b = ${third}.querySelectorAll('[data-text]')[1].getBoundingClientRect(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 }; })()`,
    );
    await open.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...Object(place) });
    expect(await open.evaluate(`${tip}.textContent`)).toBe('R-Drop: updates 400, bleu 26 ± 0');
  });

  it('opens a run that is linked to', async () => {
    const id = runs.filter(({ samples }) => samples.length > 0).map(runId)[0] ?? '';
    await open.evaluate(`(location.hash = ${JSON.stringify(`#${id}`)}, 1)`);
    expect(await open.evaluate(`document.getElementById(${JSON.stringify(id)}).open`)).toBe(true);
    expect(await open.evaluate(`document.getElementById(${JSON.stringify(id)}).textContent`)).toContain(
      'a hound',
    );
  });

  it('can be reached by keys: the first is a way past the head', async () => {
    await open.evaluate(`(document.activeElement.blur(), scrollTo(0, 0), location.hash = '', 1)`);
    await open.send('Page.reload');
    while ((await open.evaluate('document.readyState')) !== 'complete') await Promise.resolve();
    await open.press('Tab');
    expect(await open.evaluate('document.activeElement.className')).toBe('skip');
    const unreachable = `[...document.querySelectorAll('.table, .panel')].filter((e) => e.tabIndex !== 0).length`;
    expect(await open.evaluate(unreachable)).toBe(0);
  });

  it('fits a phone, and keeps text legible on both grounds', async () => {
    await open.send('Emulation.setDeviceMetricsOverride', {
      width: 360,
      height: 740,
      deviceScaleFactor: 1,
      mobile: true,
    });
    expect(await open.evaluate('document.documentElement.scrollWidth')).toBe(360);
    for (const value of ['light', 'dark']) {
      await open.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
      const colours = await open.evaluate(
        `['--text', '--soft', '--link', '--s0', '--s1', '--s2', '--s3', '--s4', '--s5', '--s6', '--ground'].map((n) => getComputedStyle(document.documentElement).getPropertyValue(n).trim())`,
      );
      if (!Array.isArray(colours)) throw new Error('expected colours');
      const ground = String(colours.pop());
      for (const [index, colour] of colours.entries()) {
        expect(contrast(String(colour), ground), `${value} ${String(colour)}`).toBeGreaterThan(
          index < 3 ? 4.5 : 3,
        );
      }
    }
  });
});

/** Contrast of two colours `#rrggbb` (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
