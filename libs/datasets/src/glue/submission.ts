import { type GlueTask, isRegression } from './glue-tasks.js';

/** A prediction as the evaluation server wants it: the name of the class, or a number from 0 to 5 with three decimals. */
export function predictionText(task: GlueTask, prediction: number): string {
  if (isRegression(task)) return Math.min(5, Math.max(0, prediction)).toFixed(3);
  const label = task.labels[prediction];
  if (label === undefined)
    throw new Error(`predictionText: expected a class of ${task.folder}, got ${prediction}`);
  return label;
}

/** The lines of a file of predictions, header first; one prediction for each id. */
export function submissionLines(
  task: GlueTask,
  ids: readonly string[],
  predictions: ArrayLike<number>,
): string[] {
  if (predictions.length !== ids.length) {
    throw new Error(`submissionLines: expected ${ids.length} predictions, got ${predictions.length}`);
  }
  return [
    'index\tprediction',
    ...ids.map((id, at) => `${id}\t${predictionText(task, predictions[at] ?? NaN)}`),
  ];
}
