import { paperCurves, type PaperCurve } from '../paper/paper-figures.js';
import type { CollectedRun } from '../record/collect-runs.js';
import { comparisonLabel, type Comparison } from '../results/comparisons.js';
import { STYLE, type CurvePanel, type Figure, type FigurePoint, type Series } from './figure.js';
import { meanCurve, runsOf, type Axis, type CurveRequest } from './mean-curve.js';

/** Most points of a curve. */
const MOST_POINTS = 120;

/** Names that a validation's main number never has. */
const LOSSES = /loss|nll/iu;

/**
 * The curves of one comparison, the paper's Figure 2: loss and metric against updates and minutes, the divergence during
 * training, and how far training and validation lie apart. Nothing where no run kept a curve.
 */
export function trainingFigure(comparison: Comparison, runs: readonly CollectedRun[]): Figure | undefined {
  const sides: Side[] = [
    { name: 'R-Drop', style: STYLE.rdrop, runs: runsOf(comparison.rdrop, runs) },
    { name: 'baseline', style: STYLE.baseline, runs: runsOf(comparison.baseline, runs) },
  ];
  const metric = metricName(sides.flatMap((side) => side.runs));
  const named =
    (name: string): CurveRequest['value'] =>
    (point) =>
      point.metrics[name];
  const panels = [
    panel('Validation loss', 'loss', sides, { kind: 'validation', value: named('loss'), axis: 'updates' }),
    panel('Validation loss', 'loss', sides, { kind: 'validation', value: named('loss'), axis: 'minutes' }),
    ...(metric === undefined
      ? []
      : (['updates', 'minutes'] as const).map((axis) =>
          withPaper(
            comparison,
            panel('Validation', metric, sides, { kind: 'validation', value: named(metric), axis }),
          ),
        )),
    panel('Training', 'cross-entropy of a pass', sides, { kind: 'train', value: passLoss, axis: 'updates' }),
    panel('Training', 'cross-entropy of a pass', sides, { kind: 'train', value: passLoss, axis: 'minutes' }),
    panel('Divergence in training', 'KL', sides, { kind: 'train', value: divergence, axis: 'updates' }),
    panel('Validation minus training', 'gap of the loss', sides, {
      kind: 'validation',
      value: gap,
      axis: 'updates',
    }),
  ].filter(({ series }) => series.length > 0);
  if (panels.length === 0) return undefined;
  return {
    id: `curves-${comparison.task}-${comparisonLabel(comparison)}-${comparison.scale}`.replace(
      /[^\w-]+/gu,
      '-',
    ),
    title: `${comparison.task}, ${comparisonLabel(comparison)} (${comparison.scale})`,
    caption:
      'Means over the seeds. The training loss is that of one pass with dropout, so that both methods have the same unit; ' +
      'the gap is the validation loss less the last such training loss before it.',
    panels,
  };
}

/** A panel of the training that the paper's Figure 2 shows, with the paper's curves in it; any other as it is. */
function withPaper({ measures }: Comparison, own: CurvePanel): CurvePanel {
  const isPapers = measures.some(({ paper: { rdrop, baseline } }) => {
    const cell = rdrop ?? baseline;
    return cell?.table === 1 && cell.column === 'De→En';
  });
  if (!isPapers || own.series.length === 0) return own;
  const curves = own.xLabel === 'updates' ? paperCurves.bleuByUpdates : paperCurves.bleuByMinutes;
  return { ...own, series: [...own.series, ...paperPair(curves)] };
}

function paperPair(curves: Record<'baseline' | 'rdrop', PaperCurve>): Series[] {
  return [
    paperSeries('paper, R-Drop', STYLE.rdrop, curves.rdrop),
    paperSeries('paper, baseline', STYLE.baseline, curves.baseline),
  ];
}

/** The paper's Figure 2. */
export function paperTrainingFigure(): Figure {
  const at = (
    xLabel: Axis,
    yLabel: string,
    curves: Record<'baseline' | 'rdrop', PaperCurve>,
  ): CurvePanel => ({
    kind: 'curves',
    title: `Figure 2 of the paper: ${yLabel} against ${xLabel}`,
    xLabel,
    yLabel,
    series: paperPair(curves),
  });
  return {
    id: 'paper-figure-2',
    title: 'Figure 2 of the paper: IWSLT14 De→En',
    caption: 'Read off the published picture: BLEU within 0.1, loss within 0.05, updates within 2,000.',
    panels: [
      at('updates', 'development loss', paperCurves.lossByUpdates),
      at('updates', 'development BLEU', paperCurves.bleuByUpdates),
      at('minutes', 'development BLEU', paperCurves.bleuByMinutes),
    ],
  };
}

/** A curve of the paper. */
export function paperSeries(name: string, style: number, curve: PaperCurve): Series {
  return { name, style, isPaper: true, points: curve.map(([x, y]) => ({ x, y })) };
}

/** A method's runs under their name. */
export interface Side {
  readonly name: string;
  readonly style: number;
  readonly runs: readonly CollectedRun[];
}

/** A panel with a curve for each side that has points. */
export function panel(
  title: string,
  yLabel: string,
  sides: readonly Side[],
  request: CurveRequest,
): CurvePanel {
  const series = sides
    .map(({ name, style, runs }) => ({ name, style, points: thinned(meanCurve(runs, request)) }))
    .filter(({ points }) => points.length > 0);
  return { kind: 'curves', title: `${title} against ${request.axis}`, xLabel: request.axis, yLabel, series };
}

/** Every so many points of a long curve, its last one among them: a picture shows no more. */
function thinned(points: readonly FigurePoint[]): FigurePoint[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}

/** The metric that validation chooses by: the first that is no loss. */
export function metricName(runs: readonly CollectedRun[]): string | undefined {
  const validations = runs.flatMap(({ curve }) => curve.filter(({ kind }) => kind === 'validation'));
  return validations
    .flatMap(({ metrics }) => Object.keys(metrics))
    .find((name) => !LOSSES.test(name) && name !== 'kl');
}

/** Cross-entropy of one pass: the training sums it over its passes, which a plain update between R-Drop's has one of. */
function passLoss({ metrics }: CollectedRun['curve'][number], { record }: CollectedRun): number | undefined {
  const [passes = 1, everyK = 1] = ['rdrop.passes', 'rdrop.everyK'].map((name) => {
    const value = record.settings[name];
    return typeof value === 'number' ? value : undefined;
  });
  const ce = metrics['ce'];
  return ce === undefined ? undefined : (ce * everyK) / (passes + everyK - 1);
}

/** The divergence between the passes; a run of a single pass has none. */
export function divergence(
  { metrics }: CollectedRun['curve'][number],
  { record }: CollectedRun,
): number | undefined {
  return record.settings['rdrop.passes'] === 1 ? undefined : metrics['kl'];
}

function gap(point: CollectedRun['curve'][number], run: CollectedRun): number | undefined {
  const before = run.curve.filter(({ kind, update }) => kind === 'train' && update <= point.update).at(-1);
  const training = before === undefined ? undefined : passLoss(before, run);
  const loss = point.metrics['loss'];
  return training === undefined || loss === undefined ? undefined : loss - training;
}
