import type { RenderPanel } from '../figures/render-panel.js';
import type { CollectedRun } from '../record/collect-runs.js';
import type { Report } from '../report/build-report.js';
import { escapeHtml, toHtml } from '../table/html.js';
import { figureHtml } from './figure-html.js';
import { runHtml } from './run-html.js';
import { SCRIPT } from './script.js';
import { STYLE_SHEET } from './style.js';

/** What a page needs beside the report. */
export interface PageOptions {
  readonly render: RenderPanel;
  /** Address of a run's record as seen from the page. */
  readonly recordHref: (run: CollectedRun) => string;
}

const SECTIONS = [
  ['summary', 'Summary'],
  ['tables', 'The paper’s tables'],
  ['figures', 'Figures'],
  ['all', 'All results'],
  ['runs', 'Runs'],
] as const;

/** A report as one HTML page that needs nothing else: no network, no other file. */
export function reportPage(report: Report, { render, recordHref }: PageOptions): string {
  const { summary, problems, paperTables, figures, resultTables, runs } = report;
  const links = SECTIONS.map(([id, title]) => `<li><a href="#${id}">${title}</a></li>`).join('');
  const content: Record<(typeof SECTIONS)[number][0], string[]> = {
    summary: [
      `<p class="answer">${escapeHtml(summary.text)}</p>`,
      ...(summary.table.rows.length === 0 ? [] : [toHtml(summary.table)]),
      ...problemsHtml(problems),
    ],
    tables: paperTables.flatMap(({ number, systems, comparison }) => [
      `<h3 id="table-${number}">Table ${number}</h3>`,
      toHtml(systems),
      toHtml(comparison),
    ]),
    figures: figures.map((figure) => figureHtml(figure, render)),
    all: resultTables.length === 0 ? ['<p>No run has been finished.</p>'] : resultTables.map(toHtml),
    runs:
      runs.length === 0
        ? ['<p>No run has been finished.</p>']
        : runs.map((run) => runHtml(run, { render, href: recordHref(run) })),
  };
  const sections = SECTIONS.map(
    ([id, title]) => `<section id="${id}">\n<h2>${title}</h2>\n${content[id].join('\n')}\n</section>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">`,
    '<title>R-Drop: results</title>',
    '<link rel="icon" href="data:,">',
    `<style>${STYLE_SHEET}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#summary">To the summary</a>',
    '<header><h1>R-Drop: the paper’s results and ours</h1>',
    `<p class="soft">${escapeHtml(`${runs.length} finished runs. Every number of ours comes from the record of a run; nothing is interpolated.`)}</p></header>`,
    `<nav aria-label="Sections"><ul>${links}</ul></nav>`,
    '<main>',
    ...sections,
    '</main>',
    '<div id="tip" role="status" aria-live="polite"></div>',
    `<script>${SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function problemsHtml(problems: readonly string[]): string[] {
  if (problems.length === 0) return [];
  const items = problems.map((problem) => `<li>${escapeHtml(problem)}</li>`).join('');
  return [
    `<div class="problems"><h3>Left out</h3><p>These files are no records that this version reads:</p><ul>${items}</ul></div>`,
  ];
}
