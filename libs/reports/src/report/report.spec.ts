import { describe, expect, it } from 'vitest';
import { secondsPerUpdate } from '../figures/cost-figure.js';
import { cellText } from '../table/table.js';
import { exampleRuns } from '../testing/example-report.js';
import { exampleCurve, exampleMetric, exampleRun } from '../testing/records.js';
import { buildReport } from './build-report.js';
import { reportJson } from './report-json.js';

const runs = exampleRuns();
const report = buildReport({ runs, problems: ['x/record.json: no record'] }, ({ file }) => file);

function comparisonRows(number: number): string[][] {
  const table = report.paperTables.find((candidate) => candidate.number === number)?.comparison;
  return (table?.rows ?? []).map((row) => row.map(cellText));
}

describe('the tables of the paper', () => {
  it('are all there, every compared system in each', () => {
    expect(report.paperTables.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const systems = (number: number) =>
      new Set(report.paperTables[number - 1]?.systems.rows.map(([name]) => String(name)));
    expect([...systems(2)]).toEqual([
      'Transformer',
      'MUSE',
      'Depth Growing',
      'Transformer-Admin',
      'Data Diversification',
      'BERT-fused NMT',
      'Transformer + R-Drop',
    ]);
    expect(systems(3)).toContain('ELECTRA-large');
    expect(systems(4)).toContain('PEGASUS');
  });

  it("have the paper's difference and say where ours is missing", () => {
    expect(comparisonRows(6)).toEqual([
      [
        'ViT-B/16 + R-Drop, CIFAR-100',
        'accuracy %',
        '92.64',
        '93.29',
        '+0.65',
        'no finished run',
        'no finished run',
        ...['–', '–', '–', 'paper', '–', '–', '–'],
      ],
      expect.arrayContaining(['ViT-B/16 + R-Drop, ImageNet', '+0.41']),
      expect.arrayContaining(['ViT-L/16 + R-Drop, CIFAR-100', '+0.41']),
      expect.arrayContaining(['ViT-L/16 + R-Drop, ImageNet', '+0.42']),
    ]);
  });

  it('have a run of ours under the cell it answers to, its missing side told', () => {
    const row = comparisonRows(1).find(([what = '']) => what === 'Transformer + R-Drop, De→En');
    expect(row?.slice(1, 8)).toEqual([
      'bleu, test [a]',
      '34.64',
      '37.25',
      '+2.61',
      'no finished run',
      '37.00',
      '–',
    ]);
    expect(
      comparisonRows(7)
        .find(([what = '']) => what.endsWith(', 5'))
        ?.slice(2, 7),
    ).toEqual(['34.64', '37.25', '+2.61', 'no finished run', '37.00']);
  });

  it('have runs on other data at the end of the first table of their task, studies left out', () => {
    const rows = comparisonRows(1);
    expect(rows).toHaveLength(10);
    expect(rows.at(-1)).toEqual([
      'mini',
      'bleu, test [a]',
      ...['–', '–', '–'],
      '50.25 ± 0.35',
      '52.25 ± 0.35',
      '+2.00',
      'p < 0.001 (bootstrap)',
      '1-2',
      'mini',
      'simd',
      '1 h 00 min / 1 h 00 min',
      'B1, B2, R1, R2',
    ]);
    expect(comparisonRows(5).at(-1)?.slice(5, 9)).toEqual(['90.00', '80.00', '−10.00', 'untested: one seed']);
    expect(report.paperTables[0]?.comparison.rows.at(-1)?.at(-1)).toContainEqual({
      text: 'R2',
      href: 'runs/translation/mini-rdrop/r-drop/seed-2/record.json',
    });
  });

  it('never put scores of different signatures into one row', () => {
    const other = exampleRun({
      experiment: 'other-rdrop',
      metrics: [exampleMetric({ signature: 'sacrebleu' })],
    });
    const baseline = exampleRun({ experiment: 'other-baseline', method: 'baseline' });
    const { comparisons } = buildReport({ runs: [other, baseline], problems: [] }, () => '');
    expect(comparisons[0]?.measures.map(({ difference }) => difference)).toEqual([undefined, undefined]);
  });

  it('name what differs between a run and its baseline besides R-Drop', () => {
    const [rdrop, baseline] = [
      exampleRun({ experiment: 'x-rdrop', settings: { 'rdrop.alpha': 1, updates: 20 } }),
      exampleRun({
        experiment: 'x-baseline',
        method: 'baseline',
        settings: { 'rdrop.alpha': 0, updates: 10 },
      }),
    ];
    const { comparisons } = buildReport({ runs: [rdrop, baseline], problems: [] }, () => '');
    expect(comparisons[0]?.notes).toEqual([
      'x-rdrop: besides R-Drop, it and its baseline differ in updates (10 and 20).',
    ]);
  });
});

describe('the summary', () => {
  it('answers first: better where lower is better too, significant or not', () => {
    expect(report.summary.text).toBe(
      'R-Drop scores better than its baseline in 2 of 2 trainings (2 tasks), in 1 of them significantly (p < 0.05), and ' +
        'significantly worse in 0. 1 training with one seed cannot be tested.',
    );
    expect(report.summary.table.rows.map((row) => [row[0], row[5], row[6]])).toEqual([
      ['language-modeling, wiki', '−10.00', 'better'],
      ['translation, mini', '+2.00', 'better, significantly'],
    ]);
  });

  it('says so when there is nothing to compare', () => {
    expect(buildReport({ runs: [], problems: [] }, () => '').summary.text).toBe(
      'No training has been finished both with and without R-Drop.',
    );
  });
});

describe('the figures', () => {
  const figure = (start: string) => report.figures.find(({ id }) => id.startsWith(start));
  const names = (start: string, index: number) => {
    const panel = figure(start)?.panels[index];
    return panel?.kind === 'curves' ? panel.series.map(({ name, points }) => [name, points.length]) : panel;
  };

  it('are the curves of each training with curves', () => {
    expect(figure('curves-')?.panels.map(({ title }) => title)).toEqual([
      'Validation loss against updates',
      'Validation loss against minutes',
      'Validation against updates',
      'Validation against minutes',
      'Training against updates',
      'Training against minutes',
      'Divergence in training against updates',
      'Validation minus training against updates',
    ]);
    expect(names('curves-', 0)).toEqual([
      ['R-Drop', 4],
      ['baseline', 4],
    ]);
    expect(names('curves-', 6)).toEqual([['R-Drop', 8]]); // a single pass has no divergence
    const training = figure('curves-')?.panels[4];
    expect(training?.kind === 'curves' && training.series[0]?.points[0]?.y).toBe(4); // of one pass of two
  });

  it("are each study with its plain run as a point, the paper's values beside", () => {
    expect(names('study-k-step', 0)).toEqual([
      ['k = 1', 4],
      ['k = 2', 4],
      ['k = 5', 4],
      ['baseline', 4],
    ]);
    expect(figure('study-k-step')?.panels.at(-1)?.title).toBe('Figure 3 of the paper against minutes');
    const alpha = figure('study-alpha')?.panels[0];
    expect(alpha?.kind === 'curves' && alpha.series[0]?.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 49],
      [1, 51],
      [5, 52.25],
    ]);
    // Only with the passes computed and not weighed is there a divergence without R-Drop.
    expect(names('study-alpha', 1)).toEqual([
      ['alpha 0', 8],
      ['alpha 1', 8],
      ['alpha 5', 8],
    ]);
    const passes = figure('study-m-pass')?.panels[0];
    expect(passes?.kind === 'curves' && passes.series[0]?.points.map(({ x }) => x)).toEqual([1, 2, 3]);
    const rates = figure('study-rates')?.panels[0];
    expect(rates?.kind === 'grid' && rates.cells).toEqual([
      { x: '0.1', y: '0.1', value: 52.25 },
      { x: '0.1', y: '0.3', value: 51.7 },
      { x: '0.3', y: '0.1', value: 51.7 },
    ]);
  });

  it('are the price of an update', () => {
    expect(report.costs.map(({ ratio }) => ratio)).toEqual([1.5]);
    expect(secondsPerUpdate(exampleRun({}, { curve: exampleCurve({ seconds: 2 }) }))).toBe(2);
    expect(secondsPerUpdate(exampleRun())).toBeUndefined();
  });
});

describe('the report', () => {
  it('does not depend on the order of runs', () => {
    const turned = buildReport({ runs: runs.toReversed(), problems: report.problems }, ({ file }) => file);
    expect({ ...turned, runs: [] }).toEqual({ ...report, runs: [] });
  });

  it('is JSON with unrounded numbers', () => {
    const json: unknown = JSON.parse(reportJson(report));
    expect(json).toMatchObject({
      format: 1,
      problems: ['x/record.json: no record'],
      comparisons: [
        { name: 'wiki', measures: [{ difference: -10 }] },
        { name: 'mini', seeds: { baseline: [1, 2], rdrop: [1, 2] } },
        { name: 'iwslt14-de-en', seeds: { baseline: [], rdrop: [1] }, measures: [{ rdrop: { mean: 37 } }] },
      ],
    });
  });
});
