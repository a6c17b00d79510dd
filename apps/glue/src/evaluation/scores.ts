import { type GlueTask, type GlueTaskName, isRegression } from '@rdrop/datasets';
import { accuracy, f1, matthews, pearson, spearman, VERSION } from '@rdrop/metrics';

export type ScoreName = 'accuracy' | 'f1' | 'matthews' | 'pearson' | 'spearman';

type Metric = (predictions: ArrayLike<number>, labels: ArrayLike<number>) => number;

const METRICS: Readonly<Record<ScoreName, Metric>> = { accuracy, f1, matthews, pearson, spearman };
const REFERENCE = {
  accuracy: 'sklearn',
  f1: 'sklearn',
  matthews: 'sklearn',
  pearson: 'scipy',
  spearman: 'scipy',
};

/** The scores of each task; the first one selects checkpoints and stands beside the paper's number. */
const SCORES: Readonly<Record<GlueTaskName, readonly [ScoreName, ...ScoreName[]]>> = {
  cola: ['matthews'],
  'sst-2': ['accuracy'],
  mrpc: ['accuracy', 'f1'],
  'sts-b': ['pearson', 'spearman'],
  qqp: ['accuracy', 'f1'],
  mnli: ['accuracy'],
  qnli: ['accuracy'],
  rte: ['accuracy'],
};

/** The score that decides in this task. */
export const mainScore = (task: GlueTaskName): ScoreName => SCORES[task][0];

/** How a score is computed, in full. */
export const scoreSignature = (name: ScoreName): string =>
  `metric:${name}|scale:percent|equals:${REFERENCE[name]}|version:${VERSION}`;

/**
 * Every score of a task in percent, by name.
 *
 * @param predictions class ids, or numbers for a regression; a correlation with constant predictions counts as 0
 */
export function glueScores(
  { name }: GlueTask,
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
): Record<string, number> {
  const scores = SCORES[name].map((score): [string, number] => {
    const value = METRICS[score](predictions, labels);
    return [score, Number.isNaN(value) ? 0 : 100 * value];
  });
  return Object.fromEntries(scores);
}

export const isScoreName = (name: string): name is ScoreName => Object.hasOwn(METRICS, name);

/** Class with the largest logit of each row of [B, C], or the number itself for a regression. */
export function predictionsOf(task: GlueTask, logits: ArrayLike<number>): Float64Array {
  if (isRegression(task)) return Float64Array.from(logits);
  const C = task.labels.length;
  return Float64Array.from({ length: logits.length / C }, (_, row) => {
    let best = 0;
    for (let at = 1; at < C; at++) {
      if ((logits[row * C + at] ?? NaN) > (logits[row * C + best] ?? NaN)) best = at;
    }
    return best;
  });
}
