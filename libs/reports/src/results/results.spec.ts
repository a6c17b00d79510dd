import { describe, expect, it } from 'vitest';
import { paperReference } from '../paper/paper-reference.js';
import type { RunRecord } from '../record/run-record.js';
import { toText } from '../table/text.js';
import { exampleMetric, exampleRecord } from '../testing/records.js';
import { paperComparison, paperComparisons } from './paper-comparison.js';
import { resultsList } from './results-list.js';
import { resultsTable, resultsTables } from './results-table.js';

const theirs = paperReference({ table: 1, row: 'Transformer + R-Drop', column: 'De→En' });
const theirBaseline = paperReference({ table: 1, row: 'Transformer', column: 'De→En' });
const other = { signature: 'sacrebleu|tok:13a' };

function run(seed: number, bleu: number, fields: Partial<RunRecord> = {}): RunRecord {
  const paper = fields.method === 'baseline' ? theirBaseline : theirs;
  return exampleRecord({ seed, metrics: [exampleMetric({ value: bleu, paper })], ...fields });
}

const records = [
  run(2, 37.5),
  run(1, 36.5, { seconds: 1800 }),
  run(1, 34.6, { method: 'baseline', settings: { alpha: 0 } }),
];

describe('resultsTable', () => {
  it("puts ours beside the paper's, a row for each experiment and method", () => {
    const table = resultsTable(records);
    expect(table.columns.map((column) => column.header)).toEqual([
      'experiment',
      'method',
      'seeds',
      'bleu, test [a]',
      'paper (Table 1)',
      'updates',
      'time',
      'engine',
    ]);
    expect(table.rows).toEqual([
      ['iwslt14-de-en', 'baseline', '1', '34.60', '34.64', '300000', '1 h 00 min', 'simd'],
      ['iwslt14-de-en', 'r-drop', '1-2', '37.00 ± 0.71', '37.25', '300000', '45 min 00 s', 'simd'],
    ]);
    expect(table.notes).toEqual([
      '[a] multi-bleu|case:mixed',
      'Several seeds: mean ± sample standard deviation; the time is the mean.',
      'Times on: two cores.',
    ]);
  });

  it('gives every signature a column of its own', () => {
    const both = exampleRecord({ metrics: [exampleMetric(), exampleMetric({ value: 36, ...other })] });
    const only = exampleRecord({ experiment: 'other', metrics: [exampleMetric({ value: 20, ...other })] });
    const table = resultsTable([both, only]);
    expect(table.columns.slice(3, 5).map((column) => column.header)).toEqual([
      'bleu, test [a]',
      'bleu, test [b]',
    ]);
    expect(table.rows.map((row) => row.slice(3, 5))).toEqual([
      ['37.00', '36.00'],
      ['–', '20.00'],
    ]);
    expect(table.notes.slice(0, 2)).toEqual(['[a] multi-bleu|case:mixed', '[b] sacrebleu|tok:13a']);
  });

  it('shows small numbers with four decimals and tells of seeds without a metric', () => {
    const kl = exampleMetric({ name: 'kl', value: 0.15, signature: 'nats per token' });
    const table = resultsTable([
      exampleRecord({ seed: 1, metrics: [kl] }),
      exampleRecord({ seed: 2, metrics: [] }),
    ]);
    expect(table.rows[0]?.[3]).toBe('0.1500 (n = 1)');
  });

  it('counts the newest of several runs of a seed, and says so', () => {
    const again = run(1, 39, { finishedAt: '2026-03-01T00:00:00Z' });
    const table = resultsTable([again, ...records]);
    expect(table.rows[1]?.[3]).toBe('38.25 ± 1.06');
    expect(table.notes).toContain('iwslt14-de-en, r-drop: of 3 runs the newest of each of 2 seeds counts.');
  });

  it.each<[string, Partial<RunRecord>, [string, string]]>([
    ['settings', { settings: { alpha: 3 } }, ['alpha 3', 'alpha 5']],
    ['versions', { versions: { node: '24.1.0' } }, ['node 20.19.0', 'node 24.1.0']],
    ['engine', { engine: 'webgpu' }, ['engine simd', 'engine webgpu']],
  ])('never mixes runs of other %s in one cell', (_, fields, variants) => {
    const table = resultsTable([run(1, 36), run(2, 37, fields)]);
    expect(table.rows.map(([experiment]) => experiment)).toEqual(
      variants.map((variant) => `iwslt14-de-en (${variant})`),
    );
    expect(new Set(table.rows.map((row) => row[3]))).toEqual(new Set(['36.00', '37.00']));
  });

  it('tells of seeds that were run at several commits', () => {
    const table = resultsTable([run(1, 36), run(2, 37, { gitCommit: 'fedcba9876543210' })]);
    expect(table.notes).toContain(
      'iwslt14-de-en, r-drop: the seeds were run at the commits 0123456, fedcba9.',
    );
  });

  it('does not depend on the order of records, nor change them', () => {
    const frozen = Object.freeze([...records]);
    expect(resultsTable(frozen)).toEqual(resultsTable(records.toReversed()));
  });
});

describe('resultsTables', () => {
  it('keeps tasks and scales apart', () => {
    const mini = exampleRecord({ scale: 'mini' });
    const glue = exampleRecord({ task: 'glue' });
    const titles = resultsTables([mini, ...records, glue]).map((table) => [table.title, table.rows.length]);
    expect(titles).toEqual([
      ['glue, paper scale', 1],
      ['translation, mini scale', 1],
      ['translation, paper scale', 2],
    ]);
  });

  it('gives no table for no records', () => {
    expect(resultsTables([])).toEqual([]);
  });
});

describe('resultsList', () => {
  it('gives unrounded numbers, a row for each measure', () => {
    const list = resultsList(records);
    expect(list.columns.map((column) => column.header).join()).toBe(
      'task,scale,experiment,method,metric,set,signature,seeds,n,mean,standard deviation,paper table,paper row,paper column,paper value,mean updates,mean seconds',
    );
    expect(list.rows[0]?.join()).toBe(
      'translation,paper,iwslt14-de-en,baseline,bleu,test,multi-bleu|case:mixed,1,1,34.6,,1,Transformer,De→En,34.64,300000,3600',
    );
    expect(list.rows[1]?.slice(8, 11)).toEqual(['2', '37', String(Math.SQRT1_2)]);
  });
});

describe('paperComparison', () => {
  it("puts our rows under the paper's", () => {
    expect(toText(paperComparison(1, records)).split('\n').slice(0, 8)).toEqual([
      'Table 1: IWSLT translation (BLEU)',
      '',
      expect.stringContaining('De→En [a]'),
      expect.stringMatching(/^-/u),
      expect.stringMatching(/^Transformer +paper +28.57 +34.64 +35.9 .* 39.0 /u),
      expect.stringMatching(
        /^Transformer +ours, paper scale, seed 1 +no finished run +34.60 +no finished run /u,
      ),
      expect.stringMatching(/^Transformer \+ R-Drop +paper +30.72 +37.25 /u),
      expect.stringMatching(
        /^Transformer \+ R-Drop +ours, paper scale, seeds 1-2 +no finished run +37.00 ± 0.71 /u,
      ),
    ]);
  });

  it('repeats a column for each of our signatures', () => {
    const metrics = [exampleMetric({ paper: theirs }), exampleMetric({ value: 36, paper: theirs, ...other })];
    const table = paperComparison(1, [exampleRecord({ metrics })]);
    expect(table.columns.slice(3, 5).map((column) => column.header)).toEqual(['De→En [a]', 'De→En [b]']);
    expect(table.rows[3]?.slice(3, 5)).toEqual(['37.00', '36.00']);
  });

  it('says where there is no run, and has no row of ours for systems that are not trained here', () => {
    const rows = paperComparison(2, []).rows.map(([name, whose, cell]) => [name, whose, cell]);
    expect(rows.filter(([, whose]) => whose === 'ours')).toEqual([
      ['Transformer', 'ours', 'no finished run'],
      ['Transformer + R-Drop', 'ours', 'no finished run'],
    ]);
    expect(rows).toHaveLength(9);
  });

  it('takes the run that Table 1 asks for where Table 7 prints the same cell', () => {
    const table = paperComparison(7, records);
    expect(table.rows[1]).toEqual([
      'Transformer + R-Drop',
      'ours, paper scale, seeds 1-2',
      'no finished run',
      'no finished run',
      '37.00 ± 0.71',
      'no finished run',
      'no finished run',
    ]);
  });

  it('is made for the tables that records refer to', () => {
    expect(paperComparisons([exampleRecord()])).toEqual([]);
    expect(paperComparisons(records).map((table) => table.title)).toEqual([
      'Table 1: IWSLT translation (BLEU)',
    ]);
  });
});
