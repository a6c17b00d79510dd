import type { RenderPanel } from '../figures/render-panel.js';
import { STYLE, type Panel } from '../figures/figure.js';
import { divergence, metricName, panel } from '../figures/training-figures.js';
import type { CollectedRun } from '../record/collect-runs.js';
import type { RunSample } from '../record/run-samples.js';
import { formatSeconds } from '../results/format-values.js';
import { escapeHtml, toHtml } from '../table/html.js';
import { createTable, type Cell, type Table } from '../table/table.js';
import { panelsHtml } from './figure-html.js';

/** Where a run stands in the page. */
export function runId({ record: { task, experiment, seed }, file }: CollectedRun): string {
  // Two runs of one experiment and seed lie in two folders.
  const place = [...file].reduce(
    (sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0,
    7,
  );
  return `run-${task}-${experiment}-seed-${seed}-${place.toString(36)}`.replace(/[^\w-]+/gu, '-');
}

/** A run's own page, folded: scores with their signatures, curves, settings, environment, what the model puts out. */
export function runHtml(run: CollectedRun, { render, href }: { render: RenderPanel; href: string }): string {
  const { record, samples } = run;
  const { task, experiment, method, seed, scale } = record;
  const panels = runPanels(run);
  return [
    `<details class="run" id="${escapeHtml(runId(run))}">`,
    `<summary>${escapeHtml(`${task}, ${experiment}, seed ${seed}`)} <span class="soft">${escapeHtml(`${method}, ${scale}`)}</span></summary>`,
    `<p><a href="${escapeHtml(href)}">record.json</a></p>`,
    toHtml(scoresTable(run)),
    ...(panels.length === 0 ? ['<p class="soft">This run kept no curve.</p>'] : [panelsHtml(panels, render)]),
    '<h4>What the model puts out</h4>',
    ...(samples.length === 0 ? ['<p class="soft">This run kept no samples.</p>'] : samples.map(sampleHtml)),
    '<details><summary>Settings</summary>',
    toHtml(pairsTable('Settings', Object.entries(record.settings))),
    '</details>',
    '<details><summary>Environment</summary>',
    toHtml(pairsTable('Environment', environmentOf(run))),
    '</details>',
    '</details>',
  ].join('\n');
}

function runPanels(run: CollectedRun): Panel[] {
  const side = [{ name: run.record.method, style: styleOf(run), runs: [run] }];
  const metric = metricName([run]);
  return [
    panel('Training loss', 'loss', side, {
      kind: 'train',
      axis: 'updates',
      value: ({ metrics }) => metrics['loss'],
    }),
    panel('Divergence', 'KL', side, { kind: 'train', axis: 'updates', value: divergence }),
    panel('Validation loss', 'loss', side, {
      kind: 'validation',
      axis: 'updates',
      value: ({ metrics }) => metrics['loss'],
    }),
    ...(metric === undefined
      ? []
      : [
          panel('Validation', metric, side, {
            kind: 'validation',
            axis: 'updates',
            value: ({ metrics }) => metrics[metric],
          }),
        ]),
  ].filter(({ series }) => series.length > 0);
}

function styleOf({ record }: CollectedRun): number {
  return record.method === 'baseline' ? STYLE.baseline : STYLE.rdrop;
}

function scoresTable({ record }: CollectedRun): Table {
  return createTable({
    title: 'Scores',
    columns: [
      { header: 'measure', align: 'left' },
      { header: 'set', align: 'left' },
      { header: 'value', align: 'right' },
      { header: 'paper', align: 'right' },
      { header: 'signature', align: 'left' },
    ],
    rows: record.metrics.map(({ name, set, value, paper, signature }) => [
      name,
      set,
      Number(value.toPrecision(6)).toString(),
      paper === undefined ? '–' : `${paper.value} (Table ${paper.table}, ${paper.row}, ${paper.column})`,
      signature,
    ]),
    notes: [],
  });
}

function environmentOf({ record }: CollectedRun): [string, unknown][] {
  const { engine, device, versions, gitCommit, startedAt, finishedAt, seconds, updates } = record;
  return [
    ['engine', engine],
    ['device', device],
    ...Object.entries(versions),
    ['commit', gitCommit ?? 'unknown'],
    ['started', startedAt],
    ['finished', finishedAt],
    ['time spent training', formatSeconds(seconds)],
    ['updates', updates],
    ['parameters', record.parameters.toLocaleString('en-US')],
    ['best checkpoint', record.bestCheckpoint === null ? 'none' : `update ${record.bestCheckpoint.update}`],
  ];
}

function pairsTable(title: string, pairs: readonly (readonly [string, unknown])[]): Table {
  return createTable({
    title,
    columns: [
      { header: 'name', align: 'left' },
      { header: 'value', align: 'left' },
    ],
    rows: pairs.map(([name, value]): Cell[] => [name, String(value)]),
    notes: [],
  });
}

function sampleHtml({ set, input, image, reference, output }: RunSample): string {
  const entry = (term: string, text: string | undefined): string =>
    text === undefined ? '' : `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`;
  const picture =
    image === undefined
      ? ''
      : `<dt>image</dt><dd><img src="${escapeHtml(image)}" alt="${escapeHtml(`The image given; expected ${reference ?? 'unknown'}`)}"></dd>`;
  return `<dl class="sample">${entry('set', set)}${picture}${entry('given', input)}${entry('expected', reference)}${entry('put out', output)}</dl>`;
}
