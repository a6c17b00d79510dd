import { paperTable } from '../paper/find-paper-value.js';
import { paperEveryK, paperPasses, paperRates, type PaperCurve } from '../paper/paper-figures.js';
import type { CollectedRun } from '../record/collect-runs.js';
import { summariseMetric } from '../results/metric-summary.js';
import { studyValues, type Study } from '../results/studies.js';
import {
  STYLE,
  type CurvePanel,
  type Figure,
  type FigurePoint,
  type GridPanel,
  type Panel,
} from './figure.js';
import { runsOf } from './mean-curve.js';
import { divergence, metricName, panel, paperSeries, type Side } from './training-figures.js';

const TITLES: Readonly<Record<Study['study'], string>> = {
  'k-step': 'R-Drop on every k-th update (Figure 3)',
  alpha: 'Weight alpha of the divergence (Table 7)',
  'm-pass': 'm passes instead of two',
  rates: 'A dropout rate for each pass',
};

const PAPER_CAPTION = 'The paper’s panels are of IWSLT14 De→En; those of curves are read off its pictures.';

/** The figure of one study; the paper's own values stand beside those of the task they are about. */
export function studyFigure(study: Study, runs: readonly CollectedRun[]): Figure {
  const panels: Readonly<Record<Study['study'], () => Panel[]>> = {
    'k-step': () => kStepPanels(study, runs),
    alpha: () => [valuePanel(study, 'alpha'), ...divergencePanels(study, runs)],
    'm-pass': () => [valuePanel(study, 'passes')],
    rates: () => [ratesPanel(study)],
  };
  const paper = study.task === 'translation' ? paperPanels(study.study) : [];
  const own = panels[study.study]();
  // Of the paper's own training, its values lie in the same panel as ours; otherwise beside it.
  const isPapers = study.scale === 'paper' && study.name === 'iwslt14-de-en';
  return {
    id: `study-${study.study}-${study.task}-${study.name}-${study.scale}`.replace(/[^\w-]+/gu, '-'),
    title: `${TITLES[study.study]}: ${study.task}, ${study.name} (${study.scale})`,
    caption: `Points are means over the seeds${paper.length === 0 ? '.' : `. ${PAPER_CAPTION}`}`,
    panels: isPapers ? overlaid(own, paper) : [...own, ...paper],
  };
}

/** Our panels with the paper's curves in those that have the same horizontal axis; panels of the paper without one follow. */
function overlaid(own: readonly Panel[], paper: readonly Panel[]): Panel[] {
  const used = new Set<Panel>();
  const both = own.map((panel): Panel => {
    const theirs = paper.find(({ kind, xLabel }) => kind === 'curves' && xLabel === panel.xLabel);
    if (panel.kind !== 'curves' || theirs?.kind !== 'curves' || used.has(theirs)) return panel;
    used.add(theirs);
    return { ...panel, series: [...panel.series, ...theirs.series] };
  });
  return [...both, ...paper.filter((panel) => !used.has(panel))];
}

/** What the paper has of a study. */
export function paperPanels(study: Study['study']): Panel[] {
  const bleu = 'test BLEU';
  switch (study) {
    case 'k-step':
      return (['updates', 'minutes'] as const).map((axis) => ({
        kind: 'curves',
        title: `Figure 3 of the paper against ${axis}`,
        xLabel: axis,
        yLabel: 'development BLEU',
        series: paperEveryK.map(({ k, byUpdates, byMinutes }, index) =>
          paperSeries(`paper, k = ${k}`, styleAt(index), axis === 'updates' ? byUpdates : byMinutes),
        ),
      }));
    case 'alpha': {
      const table = paperTable(7);
      const values = table.rows[0]?.values ?? [];
      const curve = table.columns.map((column, index) => [Number(column), values[index] ?? NaN] as const);
      return [paperPanel('Table 7 of the paper', { xLabel: 'alpha', yLabel: bleu }, curve)];
    }
    case 'm-pass':
      return [paperPanel('The paper, section 4', { xLabel: 'passes', yLabel: bleu }, paperPasses)];
    case 'rates':
      return [
        {
          kind: 'grid',
          title: 'The paper: the cells its text names',
          xLabel: 'rate of one pass',
          yLabel: 'rate of the other',
          cells: paperRates.flatMap(({ rates, bleu: value }) => gridCells(rates, value)),
        },
      ];
  }
}

function paperPanel(
  title: string,
  labels: Pick<CurvePanel, 'xLabel' | 'yLabel'>,
  curve: PaperCurve,
): CurvePanel {
  return { kind: 'curves', title, ...labels, series: [paperSeries('paper', STYLE.rdrop, curve)] };
}

/** Places of the palette for the values of a study: the first is R-Drop's, the baseline's is left out. */
function styleAt(index: number): number {
  return index === 0 ? STYLE.rdrop : index + 1;
}

function kStepPanels(study: Study, runs: readonly CollectedRun[]): Panel[] {
  const sides: Side[] = study.points.map(({ label, group }, index) => ({
    name: `k = ${label}`,
    style: styleAt(index),
    runs: runsOf(group, runs),
  }));
  if (study.baseline !== undefined) {
    sides.push({ name: 'baseline', style: STYLE.baseline, runs: runsOf(study.baseline, runs) });
  }
  const metric = metricName(sides.flatMap((side) => side.runs));
  if (metric === undefined) return [valuePanel(study, 'k')];
  const request = {
    kind: 'validation',
    value: (point: CollectedRun['curve'][number]) => point.metrics[metric],
  } as const;
  return [
    panel('Validation', metric, sides, { ...request, axis: 'updates' }),
    panel('Validation', metric, sides, { ...request, axis: 'minutes' }),
    valuePanel(study, 'k'),
  ];
}

/** The study's measure against what it varies, and the baseline's as a level line. */
function valuePanel(study: Study, xLabel: string): CurvePanel {
  const values = studyValues(study);
  const points = values.map(({ values: [x = 0], summary }): FigurePoint => {
    return { x, y: summary.mean, spread: summary.standardDeviation };
  });
  const xs = points.map(({ x }) => x);
  const baseline =
    study.baseline === undefined || study.measure === undefined
      ? undefined
      : summariseMetric(study.baseline, study.measure);
  const level = [...new Set([Math.min(...xs), Math.max(...xs)])].map((x) => {
    return { x, y: baseline?.summary.mean ?? NaN };
  });
  return {
    kind: 'curves',
    title: `${study.measure?.name ?? 'score'} against ${xLabel}`,
    xLabel,
    yLabel: study.measure === undefined ? 'score' : `${study.measure.name}, ${study.measure.set}`,
    series: [
      { name: 'R-Drop', style: STYLE.rdrop, points },
      ...(baseline === undefined || study.study === 'm-pass' || points.length === 0
        ? []
        : [{ name: 'baseline', style: STYLE.baseline, points: level }]),
    ],
  };
}

/** The divergence that training meets with each weight: at weight 0 it is measured and not optimised. */
function divergencePanels({ points }: Study, runs: readonly CollectedRun[]): Panel[] {
  const sides = points.map(({ label, group }, index) => ({
    name: `alpha ${label}`,
    style: label === '0' ? STYLE.baseline : index + 1,
    runs: runsOf(group, runs),
  }));
  const curves = panel('Divergence in training', 'KL', sides, {
    kind: 'train',
    value: divergence,
    axis: 'updates',
  });
  return curves.series.length === 0 ? [] : [curves];
}

function ratesPanel(study: Study): GridPanel {
  return {
    kind: 'grid',
    title: `${study.measure?.name ?? 'score'} by the two rates`,
    xLabel: 'rate of one pass',
    yLabel: 'rate of the other',
    cells: studyValues(study).flatMap(({ values: [a = 0, b = 0], summary }) =>
      gridCells([a, b], summary.mean),
    ),
  };
}

/** The loss is the same for (a, b) and (b, a), so one run fills both cells. */
function gridCells([a, b]: readonly [number, number], value: number): GridPanel['cells'] {
  const cell = (x: number, y: number) => ({ x: String(x), y: String(y), value });
  return a === b ? [cell(a, b)] : [cell(a, b), cell(b, a)];
}
