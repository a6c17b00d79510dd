import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildReport,
  createRenderer,
  reportJson,
  resultsList,
  tableFormat,
  type Report,
  type ReportSource,
} from '@rdrop/reports';
import { hrefFrom, pageOf, tablesText } from './report.js';
import { writeWhole } from './write-whole.js';

/**
 * Writes a whole report into a folder: `index.html`, `tables.md`, `tables.tex`, `tables.txt`, `report.json`, `results.csv`,
 * a `table-<n>.csv` for each table of the paper, and every picture under `figures/`.
 *
 * @returns the report and the page's path
 */
export async function writeReportFolder(
  source: ReportSource,
  folder: string,
): Promise<{ readonly report: Report; readonly page: string }> {
  const render = await createRenderer();
  const report = buildReport(source, (run) => hrefFrom(folder, run));
  await mkdir(join(folder, 'figures'), { recursive: true });
  const page = join(folder, 'index.html');
  await writeWhole(page, pageOf(source, folder, render));
  await writeWhole(join(folder, 'report.json'), reportJson(report));
  for (const name of ['markdown', 'latex', 'text']) {
    const format = tableFormat(name);
    await writeWhole(join(folder, `tables.${format.extension}`), tablesText(report, format));
  }
  const csv = tableFormat('csv');
  const records = source.runs.map(({ record }) => record);
  await writeWhole(join(folder, 'results.csv'), csv.write(resultsList(records)));
  for (const { number, comparison } of report.paperTables) {
    await writeWhole(join(folder, `table-${number}.csv`), csv.write(comparison));
  }
  for (const { id, panels } of report.figures) {
    for (const [index, panel] of panels.entries()) {
      await writeWhole(join(folder, 'figures', `${id}-${index + 1}.svg`), `${render(panel)}\n`);
    }
  }
  return { report, page };
}
