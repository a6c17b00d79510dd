import {
  cellText,
  paperComparisons,
  resultsTables,
  type RunMetric,
  type RunRecord,
  toText,
} from '@rdrop/reports';
import { bleuFromStatistics } from 'sacrebleu-ts';
import { describe, expect, it } from 'vitest';
import { asMetric } from '../evaluate.js';
import type { TranslationExperiment } from '../experiment-schema.js';
import { experiments } from '../experiments/index.js';
import { testScores } from './scores.js';

const experimentOf = (name: string): TranslationExperiment => {
  const experiment = experiments[name];
  if (experiment === undefined) throw new Error(`no experiment ${name}`);
  return experiment;
};

/** Scores that all differ: a hyphen for the compound split, case and spaces for sacreBLEU. */
const hypotheses = [
  'a well-known house is by the old sea today',
  'we saw the small dog run across the field',
];
const reference = {
  tokens: {
    source: [],
    target: [
      'a well-known house stands by the old sea today',
      'we saw the small dog run across the meadow .',
    ],
  },
  raw: {
    source: [],
    target: ['A well-known house stands by the old sea today', 'we saw the small dog run across the meadow.'],
  },
};

function metricsOf(name: string): RunMetric[] {
  const experiment = experimentOf(name);
  return ['first', 'second'].flatMap((set, at) =>
    testScores(hypotheses, reference, experiment.data).map((score) =>
      asMetric(score, { set, isFirst: at === 0 }, experiment),
    ),
  );
}

function recordOf(name: string, method: RunRecord['method']): RunRecord {
  return {
    schemaVersion: 1,
    task: 'translation',
    experiment: name,
    scale: 'paper',
    method,
    engine: 'simd',
    device: 'a test',
    versions: {},
    seed: 1,
    gitCommit: null,
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T01:00:00Z',
    seconds: 3600,
    updates: 1,
    parameters: 1,
    bestCheckpoint: null,
    metrics: metricsOf(name),
    settings: {},
  };
}

describe('testScores', () => {
  it('signs every kind of score differently', () => {
    const scores = testScores(hypotheses, reference, experimentOf('wmt14-en-de-rdrop').data);
    expect(scores.map(({ kind }) => kind)).toEqual(['tokenised', 'compound-split', 'sacrebleu']);
    expect(new Set(scores.map(({ signature }) => signature)).size).toBe(3);
    expect(new Set(scores.map(({ value }) => value.toFixed(4))).size).toBe(3);
  });

  it('keeps the statistics of segments that each score is made of', () => {
    for (const { value, segments } of testScores(
      hypotheses,
      reference,
      experimentOf('wmt14-en-de-rdrop').data,
    )) {
      expect(segments.rows).toHaveLength(hypotheses.length);
      const sums = segments.rows.reduce((all, row) => all.map((sum, index) => sum + (row[index] ?? 0)));
      const [hypothesisLength = 0, referenceLength = 0, ...counts] = sums;
      const statistics = {
        hypothesisLength,
        referenceLength,
        counts: counts.slice(0, 4),
        totals: counts.slice(4),
      };
      const smoothing = segments.from === 'bleu' ? 'none' : 'exp';
      expect(bleuFromStatistics(statistics, { smoothing }).score).toBeCloseTo(value, 10);
    }
  });

  it('compares lower-cased text where the training text was lower-cased, and says so', () => {
    const [, , cased] = testScores(hypotheses, reference, experimentOf('wmt14-en-de-rdrop').data);
    const [, , lower] = testScores(hypotheses, reference, experimentOf('iwslt14-en-de-rdrop').data);
    expect(cased?.signature).toContain('case:mixed');
    expect(lower?.signature).toContain('case:lc');
    expect(lower?.value).toBeGreaterThan(cased?.value ?? NaN);
  });
});

describe("the paper's number", () => {
  it.each([
    ['iwslt14-de-en-rdrop', 'BLEU (compound-split)', 37.25],
    ['iwslt14-en-es-baseline', 'sacreBLEU', 39],
    ['wmt14-en-fr-rdrop', 'BLEU (compound-split)', 43.95],
  ])('%s: stands beside %s of the first test set alone', (name, score, value) => {
    const beside = metricsOf(name).filter(({ paper }) => paper !== undefined);
    expect(beside.map((metric) => [metric.name, metric.set, metric.paper?.value])).toEqual([
      [score, 'first', value],
    ]);
  });

  it('stands nowhere where the experiment has none', () => {
    expect(metricsOf('iwslt14-de-en-every-5').every(({ paper }) => paper === undefined)).toBe(true);
  });

  it('reaches the tables beside the score of its kind, each column under one signature', () => {
    const names = ['iwslt14-de-en-rdrop', 'iwslt14-en-es-rdrop', 'wmt14-en-de-rdrop'];
    const records = names.map((name) => recordOf(name, 'r-drop'));
    const [one, two] = paperComparisons(records);
    const cell = (table: typeof one, column: RegExp): string | undefined => {
      const at = table?.columns.findIndex(({ header }) => column.test(header)) ?? -1;
      const rows = table?.rows.map((row) => row.map(cellText)) ?? [];
      return rows.find(([model, whose]) => model?.endsWith('R-Drop') && whose?.startsWith('ours'))?.[at];
    };
    const scored = (name: string, score: string) =>
      metricsOf(name)
        .find((metric) => metric.name === score)
        ?.value.toFixed(2);
    expect(cell(one, /^De→En/)).toBe(scored('iwslt14-de-en-rdrop', 'BLEU (compound-split)'));
    expect(cell(one, /^En→Es/)).toBe(scored('iwslt14-en-es-rdrop', 'sacreBLEU'));
    expect(cell(two, /^En→De/)).toBe(scored('wmt14-en-de-rdrop', 'BLEU (compound-split)'));
    expect(cell(one, /^En→De/)).toBe('no finished run');
    const marks = [/^De→En \[(\w)\]/, /^En→Es \[(\w)\]/].map(
      (pattern) => one?.columns.map(({ header }) => pattern.exec(header)?.[1]).find(Boolean) ?? '',
    );
    expect(new Set(marks).size).toBe(2);
    for (const table of resultsTables(records)) expect(toText(table)).toContain('metric:fairseq-bleu');
  });
});
