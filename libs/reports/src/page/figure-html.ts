import { pointNumber, type CurvePanel, type Figure, type Panel } from '../figures/figure.js';
import type { RenderPanel } from '../figures/render-panel.js';
import { escapeHtml, toHtml } from '../table/html.js';
import { createTable, type Table } from '../table/table.js';

/** A figure in HTML: heading, pictures, caption, and all values as tables for those who cannot see or want the numbers. */
export function figureHtml({ id, title, caption, panels }: Figure, render: RenderPanel): string {
  return [
    `<section id="${escapeHtml(id)}" class="figure">`,
    `<h3>${escapeHtml(title)}</h3>`,
    panelsHtml(panels, render),
    `<p class="caption">${escapeHtml(caption)}</p>`,
    '</section>',
  ].join('\n');
}

/** Pictures beside one another, their values folded away below. */
export function panelsHtml(panels: readonly Panel[], render: RenderPanel): string {
  const pictures = panels.map((panel) => {
    const label = `${panel.title}. Arrow keys go through the values.`;
    return `<figure class="panel" role="group" aria-label="${escapeHtml(label)}">${render(panel)}</figure>`;
  });
  return [
    `<div class="panels">${pictures.join('\n')}</div>`,
    '<details><summary>Values</summary>',
    ...panels.map((panel) => toHtml(valuesTable(panel))),
    '</details>',
  ].join('\n');
}

/** The values of a panel: a row for each place on the horizontal axis, a column for each curve. */
export function valuesTable(panel: Panel): Table {
  if (panel.kind === 'curves') return curveTable(panel);
  return createTable({
    title: panel.title,
    columns: [
      { header: panel.xLabel, align: 'left' },
      { header: panel.yLabel, align: 'left' },
      { header: 'value', align: 'right' },
    ],
    rows: panel.cells.map(({ x, y, value }) => [x, y, pointNumber(value)]),
    notes: [],
  });
}

function curveTable({ title, xLabel, series }: CurvePanel): Table {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  return createTable({
    title,
    columns: [
      { header: xLabel, align: 'right' },
      ...series.map(({ name }) => ({ header: name, align: 'right' as const })),
    ],
    rows: xs.map((x) => [
      pointNumber(x),
      ...series.map(({ points }) => {
        const point = points.find((candidate) => candidate.x === x);
        if (point === undefined) return '–';
        const spread = point.spread === undefined ? '' : ` ± ${pointNumber(point.spread)}`;
        return `${pointNumber(point.y)}${spread}`;
      }),
    ]),
    notes: [],
  });
}
