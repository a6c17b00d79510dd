import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SECTION_END, SECTION_START } from './readme-section.js';
import { run } from './run.js';
import { tinyRecord, writeRuns } from './testing/records.js';

const RECORDS = [tinyRecord('baseline', 1, 30), tinyRecord('r-drop', 1, 32), tinyRecord('r-drop', 2, 33)];

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'rdrop-results-'));
});
afterEach(() => rm(workspace, { recursive: true }));

async function results(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const host = {
    workspace,
    print: (text: string) => (out += text),
    printError: (text: string) => (err += text),
  };
  return { status: await run(args, host), out, err };
}

describe('the results app', () => {
  it("writes ours beside the paper's from the workspace's own folders", async () => {
    await writeRuns(join(workspace, 'runs'), RECORDS.slice(0, 2));
    await writeRuns(join(workspace, 'results'), RECORDS.slice(2));
    const { status, out } = await results();
    expect(status).toBe(0);
    expect(out).toContain('### translation, small scale\n');
    expect(out).toMatch(/\| iwslt14-de-en \| baseline +\| 1 +\| +30\.00 \| +34\.64 \|/u);
    expect(out).toMatch(/\| iwslt14-de-en \| r-drop +\| 1-2 +\| +32\.50 ± 0\.71 \| +37\.25 \|/u);
    expect(out).toContain('### Table 1: IWSLT translation (BLEU)\n');
    expect(out).toMatch(
      /\| Transformer \+ R-Drop \| ours, small scale, seeds 1-2 \| no finished run \| +32\.50 ± 0\.71 \|/u,
    );
    // from the workspace to the record
    expect(out).toMatch(/\| \[B1\]\(<\S*runs\/iwslt14-de-en\/baseline\/seed-1\/record\.json>\), \[R1\]/u);
  });

  it.each([
    ['text', /^Does R-Drop help\?\n/u],
    ['latex', /^\\begin\{table\}\n/u],
    [
      'csv',
      /^task,scale,experiment,method,metric,.*\r\ntranslation,small,iwslt14-de-en,baseline,bleu,test,/u,
    ],
  ])('writes %s', async (format, start) => {
    await writeRuns(workspace, RECORDS);
    expect((await results(workspace, '--format', format)).out).toMatch(start);
  });

  it('writes JSON and a page', async () => {
    await writeRuns(workspace, RECORDS);
    const json: unknown = JSON.parse((await results(workspace, '--format', 'json')).out);
    expect(json).toMatchObject({ format: 1, comparisons: [{ measures: [{ baseline: { mean: 30 } }] }] });
    const page = (await results(workspace, '--format', 'html')).out;
    expect(page).toMatch(/^<!doctype html>/u);
    expect(page).toContain('R-Drop scores better than its baseline in 1 of 1 training (1 task)');
  });

  it('writes everything into a folder and says where the page is', async () => {
    await writeRuns(join(workspace, 'runs'), RECORDS);
    const folder = join(workspace, 'report');
    const { status, out } = await results('--report', folder);
    expect(status).toBe(0);
    expect(out).toMatch(/^R-Drop scores better .*\nThe report: .*index\.html\n$/u);
    expect((await readdir(folder)).sort()).toEqual([
      'figures',
      'index.html',
      'report.json',
      'results.csv',
      ...[1, 2, 3, 4, 5, 6, 7].map((number) => `table-${number}.csv`),
      ...['md', 'tex', 'txt'].map((ending) => `tables.${ending}`),
    ]);
    expect(await readdir(join(folder, 'figures'))).toContain('paper-figure-2-1.svg');
    const svg = await readFile(join(folder, 'figures', 'paper-figure-2-1.svg'), 'utf8');
    expect(svg).toMatch(/^<svg xmlns=/u);
    expect(svg.match(/<title>paper, R-Drop: updates /gu)).toHaveLength(10);
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    expect(page).toContain('href="../runs/iwslt14-de-en/baseline/seed-1/record.json"');
  });

  it('leaves out a file that is no record, and tells of it', async () => {
    await writeRuns(join(workspace, 'runs'), RECORDS);
    await writeFile(join(workspace, 'runs', 'record.json'), '{"task": 1}');
    const { status, out, err } = await results('--format', 'json');
    expect(status).toBe(0);
    expect(err).toMatch(/^results: left out: \S+runs\/record\.json: schemaVersion: /u);
    expect(JSON.parse(out)).toMatchObject({ problems: [expect.stringContaining('record.json')] });
  });

  it('writes the results section of a file, and nothing else of it', async () => {
    await writeRuns(join(workspace, 'results'), RECORDS);
    const file = join(workspace, 'README.md');
    await writeFile(file, `# Title\n\n${SECTION_START}\nold 12.34\n${SECTION_END}\n\nThe end.\n`);
    expect((await results('--readme', file)).status).toBe(0);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^# Title\n\n<!-- results: /u);
    expect(text).toMatch(/<!-- end of results -->\n\nThe end\.\n$/u);
    expect(text).toMatch(/\| +30\.00 \| +32\.50 \|/u);
    expect(text).not.toContain('12.34');
    await writeFile(file, '# Title\n');
    expect((await results('--readme', file)).err).toContain(`results: ${file}: expected the lines `);
  });

  it('writes a file in the format of its ending, whole or not at all', async () => {
    await writeRuns(join(workspace, 'runs'), RECORDS);
    await mkdir(join(workspace, 'out'));
    expect(await results('--out', join(workspace, 'out/table.tex'))).toEqual({ status: 0, out: '', err: '' });
    expect(await readFile(join(workspace, 'out/table.tex'), 'utf8')).toMatch(/^\\begin\{table\}/u);
    expect(await readdir(join(workspace, 'out'))).toEqual(['table.tex']);
    const nowhere = join(workspace, 'absent/table.md');
    expect((await results('--out', nowhere)).err).toBe(`results: ${nowhere}: cannot be written (ENOENT)\n`);
  });

  it('reports on one task when asked', async () => {
    await writeRuns(workspace, RECORDS);
    expect((await results(workspace, '--task', 'translation')).status).toBe(0);
    expect((await results(workspace, '--task', 'glue')).err).toBe(
      "results: expected run records of task 'glue', found those of translation\n",
    );
  });

  it('prints help', async () => {
    expect((await results('--help')).out).toContain('usage: rdrop results');
  });

  it('says in one sentence what is wrong', async () => {
    expect(await results()).toEqual({
      status: 1,
      out: '',
      err: `results: expected results or runs in ${workspace}, found neither\n`,
    });
    expect((await results(workspace)).err).toBe(`results: no run record (record.json) in ${workspace}\n`);
    const absent = join(workspace, 'absent');
    expect((await results(absent)).err).toBe(
      `results: ${absent}: expected a folder that can be read (ENOENT)\n`,
    );
    expect((await results('--format', 'pdf')).err).toContain("got 'pdf'");
    expect((await results('--out', 'a', '--report', 'b')).err).toBe(
      'results: expected one of --out, --report and --readme, got several\n',
    );
    expect((await results('--colour')).err).toContain("Unknown option '--colour'");
  });
});

describe('the program', () => {
  const rdrop = fileURLToPath(new URL('../../../tools/rdrop-cli/bin/rdrop.mjs', import.meta.url));
  const start = (args: readonly string[]) =>
    spawnSync(process.execPath, [rdrop, 'results', ...args], { encoding: 'utf8' });

  it('prints tables, and fails with a sentence', async () => {
    await writeRuns(workspace, RECORDS);
    const good = start([workspace, '--format', 'text']);
    expect(good.status).toBe(0);
    expect(good.stdout).toContain('Table 1: IWSLT translation (BLEU)');
    const bad = start([join(workspace, 'absent')]);
    expect(bad.status).toBe(1);
    expect(bad.stderr).toMatch(/^results: .*absent: expected a folder that can be read \(ENOENT\)\n$/u);
  });
});
