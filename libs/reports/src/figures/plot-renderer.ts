import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { RenderPanel } from './render-panel.js';
import {
  pointNumber,
  pointText,
  type CurvePanel,
  type GridPanel,
  type Panel,
  type Series,
} from './figure.js';

/** Size of a panel in pixels; a page scales it. */
const WIDTH = 440;
const HEIGHT = 280;
const LEGEND_ROW = 18;

/** Colours told apart by the colour-blind (after Okabe and Ito); a page may set others for a dark ground. */
const COLOURS = ['#0072b2', '#c44e00', '#00795a', '#a8487f', '#8a6d00', '#3f6fb0', '#7a4a1c'];
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 4'];
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye'] as const;

/** The symbols again, as the legend draws them. */
const LEGEND_MARKS = [
  'M-3.5,0a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0Z',
  'M-3,-3h6v6h-6Z',
  'M0,-4L4,3H-4Z',
  'M0,-4.5L3.5,0L0,4.5L-3.5,0Z',
  'M0,-5L1.2,-1.6L4.8,-1.5L1.9,0.6L2.9,4L0,2L-2.9,4L-1.9,0.6L-4.8,-1.5L-1.2,-1.6Z',
  'M-1.2,-4h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8v-2.4h2.8Z',
  'M-1,0L-1,4H1V0L4,-2L3,-4L0,-2L-3,-4L-4,-2Z',
];

/** Makes what draws panels with Observable Plot. */
export function plotRenderer(): RenderPanel {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const common = { document, width: WIDTH, height: HEIGHT, style: { background: 'none', fontSize: '11px' } };
  return (panel) => {
    const plot =
      panel.kind === 'curves'
        ? Plot.plot({ ...common, ...curveOptions(panel) })
        : Plot.plot({ ...common, ...gridOptions(panel) });
    return framed(panel, plot.outerHTML);
  };
}

/** The colour at a place of the palette; `--s0`, `--s1`, ... override it. */
export function colourAt(style: number): string {
  return `var(--s${style % COLOURS.length}, ${COLOURS[style % COLOURS.length] ?? 'currentColor'})`;
}

function curveOptions(panel: CurvePanel): Plot.PlotOptions {
  const ys = panel.series.flatMap(({ points }) => points.map(({ y }) => y));
  const xs = panel.series.flatMap(({ points }) => points.map(({ x }) => x));
  const flat = Math.min(...ys) === Math.max(...ys);
  const few = xs.every((x) => Number.isInteger(x) && Math.abs(x) <= 20) && new Set(xs).size <= 12;
  return {
    marginLeft: 52,
    marginBottom: 38,
    x: {
      label: panel.xLabel,
      nice: true,
      ...(few ? { ticks: [...new Set(xs)].sort((a, b) => a - b) } : { ticks: 5 }),
      tickFormat: shortNumber,
    },
    y: { label: panel.yLabel, nice: true, grid: true, ticks: 5, ...(flat ? { zero: true } : {}) },
    marks: panel.series.flatMap((series) => seriesMarks(panel, series)),
  };
}

function seriesMarks(panel: Panel, series: Series): Plot.Markish[] {
  const place = series.style % COLOURS.length;
  const colour = colourAt(series.style);
  const points = [...series.points];
  const bars = points.filter(({ spread }) => spread !== undefined && spread > 0);
  const isDense = points.length > 40;
  return [
    ...(series.joined === false
      ? []
      : [Plot.lineY(points, { x: 'x', y: 'y', stroke: colour, strokeDasharray: DASHES[place] ?? '' })]),
    ...(isDense
      ? []
      : [
          Plot.ruleX(bars, {
            x: 'x',
            y1: ({ y, spread = 0 }) => y - spread,
            y2: ({ y, spread = 0 }) => y + spread,
            stroke: colour,
            strokeOpacity: 0.5,
          }),
        ]),
    Plot.dot(points, {
      x: 'x',
      y: 'y',
      r: isDense ? 2 : 3.5,
      symbol: SYMBOLS[place] ?? 'circle',
      stroke: colour,
      fill: series.isPaper === true ? 'var(--ground, #fff)' : colour,
      title: (point) => pointText(panel, series, point),
    }),
  ];
}

function gridOptions(panel: GridPanel): Plot.PlotOptions {
  const values = panel.cells.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const share = (value: number): number => (high === low ? 1 : (value - low) / (high - low));
  const cells = [...panel.cells];
  return {
    marginLeft: 60,
    marginBottom: 38,
    padding: 0.04,
    x: { label: panel.xLabel, type: 'band' },
    y: { label: panel.yLabel, type: 'band' },
    marks: [
      Plot.cell(cells, {
        x: 'x',
        y: 'y',
        fill: colourAt(0),
        fillOpacity: ({ value }) => 0.08 + 0.5 * share(value),
        stroke: colourAt(0),
        title: ({ x, y, value }) => `${panel.xLabel} ${x}, ${panel.yLabel} ${y}: ${pointNumber(value)}`,
      }),
      Plot.text(cells, { x: 'x', y: 'y', text: ({ value }) => value.toFixed(2), fill: 'currentColor' }),
    ],
  };
}

/** 2,500 as `2.5k`: ticks must not run into one another. */
function shortNumber(value: number): string {
  return Math.abs(value) >= 1000 ? `${Number((value / 1000).toPrecision(4))}k` : String(value);
}

/** A panel as one picture: title, legend, plot. */
function framed(panel: Panel, plot: string): string {
  const rows = panel.kind === 'curves' ? legendRows(panel.series) : [];
  const top = 22 + rows.length * LEGEND_ROW;
  const legend = rows.flatMap((row, line) =>
    row.map(({ series, x }) => legendEntry(series, x, 26 + line * LEGEND_ROW)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT + top}" role="img" aria-label="${escapeXml(panel.title)}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">`,
    `<text x="4" y="14" font-weight="600">${escapeXml(panel.title)}</text>`,
    ...legend,
    `<svg y="${top}" ${plot.slice('<svg '.length)}`,
    '</svg>',
  ].join('');
}

interface LegendPlace {
  readonly series: Series;
  readonly x: number;
}

/** Breaks the legend where a name would leave the picture, a letter being about 6.5 pixels wide. */
function legendRows(series: readonly Series[]): LegendPlace[][] {
  const rows: LegendPlace[][] = [];
  let x = Infinity;
  for (const each of series) {
    const width = 36 + each.name.length * 6.5;
    if (x + width > WIDTH) {
      rows.push([]);
      x = 4;
    }
    rows.at(-1)?.push({ series: each, x });
    x += width;
  }
  return rows;
}

function legendEntry({ style, name, isPaper, joined }: Series, x: number, y: number): string {
  const place = style % COLOURS.length;
  const line =
    joined === false
      ? ''
      : `<line x1="${x}" x2="${x + 24}" y1="${y}" y2="${y}" stroke="${colourAt(style)}" stroke-width="1.5" stroke-dasharray="${DASHES[place] ?? ''}"/>`;
  const fill = isPaper === true ? 'var(--ground, #fff)' : colourAt(style);
  const dot = `<path d="${LEGEND_MARKS[place] ?? LEGEND_MARKS[0]}" transform="translate(${x + 12},${y})" fill="${fill}" stroke="${colourAt(style)}"/>`;
  return `${line}${dot}<text x="${x + 29}" y="${y + 4}">${escapeXml(name)}</text>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
