import { paperReference } from '../paper/paper-reference.js';
import type { CollectedRun } from '../record/collect-runs.js';
import type { SegmentScores } from '../record/run-segments.js';
import { exampleCurve, exampleMetric, exampleRun } from './records.js';

const MINI = { scale: 'mini', task: 'translation' } as const;

/** Segments whose mean is about `mean`. */
function segments(mean: number): SegmentScores[] {
  const rows = Array.from({ length: 50 }, (_, index) => [mean + (index % 5) - 2]);
  return [{ name: 'bleu', set: 'test', signature: 'multi-bleu|case:mixed', from: 'mean', rows }];
}

const metric = (value: number) => [exampleMetric({ value })];

/**
 * Runs of every kind: a mini pair of two seeds with curves, segments and samples, a study of each sort, the paper's own
 * training with R-Drop but without its baseline, and another task.
 */
export function exampleRuns(): CollectedRun[] {
  const pair = [1, 2].flatMap((seed) => [
    exampleRun(
      {
        ...MINI,
        experiment: 'mini-baseline',
        method: 'baseline',
        seed,
        metrics: metric(49.5 + seed / 2),
        settings: { 'rdrop.alpha': 0, 'rdrop.passes': 1, 'rdrop.everyK': 1, 'model.dropout': 0.1 },
      },
      { curve: exampleCurve({ bleu: 50, kl: 0 }), segments: segments(50) },
    ),
    exampleRun(
      {
        ...MINI,
        experiment: 'mini-rdrop',
        seed,
        metrics: metric(51.5 + seed / 2),
        settings: { 'rdrop.alpha': 5, 'rdrop.passes': 2, 'rdrop.everyK': 1, 'model.dropout': 0.1 },
      },
      {
        curve: exampleCurve({ bleu: 52, seconds: 1.5 }),
        segments: segments(52),
        samples: [{ set: 'test', input: 'ein <b>Hund</b>', reference: 'a dog', output: 'a hound' }],
      },
    ),
  ]);
  return [
    ...pair,
    study('k-step', { 'rdrop.everyK': 2 }, 51),
    study('k-step', { 'rdrop.everyK': 5 }, 50.5),
    study('alpha', { 'rdrop.alpha': 0 }, 49, 'baseline'),
    study('alpha', { 'rdrop.alpha': 1 }, 51),
    study('m-pass', { 'rdrop.passes': 3 }, 52.2),
    study('rates', { 'rdrop.passRates': '[0.1,0.3]' }, 51.7),
    exampleRun({
      experiment: 'iwslt14-de-en-rdrop',
      metrics: [
        exampleMetric({ paper: paperReference({ table: 1, row: 'Transformer + R-Drop', column: 'De→En' }) }),
      ],
    }),
    exampleRun({
      experiment: 'wiki-baseline',
      task: 'language-modeling',
      method: 'baseline',
      scale: 'small',
      metrics: [exampleMetric({ name: 'perplexity', value: 90, signature: 'window:512' })],
    }),
    exampleRun({
      experiment: 'wiki-rdrop',
      task: 'language-modeling',
      scale: 'small',
      metrics: [exampleMetric({ name: 'perplexity', value: 80, signature: 'window:512' })],
    }),
  ];
}

function study(
  name: 'k-step' | 'alpha' | 'm-pass' | 'rates',
  settings: Record<string, string | number>,
  bleu: number,
  method: 'baseline' | 'r-drop' = 'r-drop',
): CollectedRun {
  const base = { 'rdrop.alpha': 5, 'rdrop.passes': 2, 'rdrop.everyK': 1, 'model.dropout': 0.1 };
  return exampleRun(
    {
      ...MINI,
      experiment: 'mini-rdrop',
      study: name,
      method,
      metrics: metric(bleu),
      settings: { ...base, ...settings },
    },
    { curve: exampleCurve({ bleu }), file: `runs/studies/${name}/${JSON.stringify(settings)}/record.json` },
  );
}
