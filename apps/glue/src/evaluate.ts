import { join } from 'node:path';
import { glueTasks, submissionLines, writeLines } from '@rdrop/datasets';
import { finishedRecord, loadRunCheckpoint, recordScores, type TaskContext } from '@rdrop/experiment';
import { type RunMetric } from '@rdrop/reports';
import { predict } from './evaluation/predict.js';
import { glueScores, isScoreName, mainScore, scoreSignature } from './evaluation/scores.js';
import type { GlueExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedSetOf } from './prepare.js';
import { paddingOf } from './training/glue-train-task.js';

/** Scores every development set with the trained model, and writes the predictions of every test set for handing in. */
export async function evaluateGlue(context: TaskContext<GlueExperiment>): Promise<void> {
  const { experiment, out, log, signal } = context;
  const task = glueTasks[experiment.data.task];
  const record = await finishedRecord(context);
  const prepared = await preparedSetOf(context);
  const engine = await context.startEngine();
  const model = await createModel(context, prepared.info.vocabularySize);
  const has = (name: string): boolean => prepared.info.splits.some((split) => split.name === name);
  const predictSplit = async (name: string) => {
    const split = await prepared.split(name);
    try {
      const options = { task, padding: paddingOf(experiment, model), signal };
      return {
        predictions: await predict(model, split, options),
        labels: split.labels ?? [],
        ids: split.ids,
      };
    } finally {
      split.close();
    }
  };
  try {
    const { checkpoint: which } = experiment.evaluation;
    const checkpoint = await loadRunCheckpoint(out, model.parameters.entries(), { which });
    log.info(`evaluating ${checkpoint}`);
    const metrics: RunMetric[] = [];
    for (const [at, { name: set }] of task.dev.filter(({ name }) => has(name)).entries()) {
      const { predictions, labels } = await predictSplit(set);
      for (const [name, value] of Object.entries(glueScores(task, predictions, labels))) {
        if (!isScoreName(name)) continue;
        // The paper has one number a task, whose set is not named: the matched one of MNLI stands beside it.
        const isPapers = at === 0 && name === mainScore(task.name) && experiment.paper !== undefined;
        log.info(`${set}: ${name} ${value.toFixed(2)}`);
        metrics.push({
          ...{ name, set, value, signature: scoreSignature(name) },
          ...(isPapers ? { paper: experiment.paper } : {}),
        });
      }
    }
    for (const { name, submission } of task.test.filter((split) => has(split.name))) {
      if (submission === undefined) continue;
      const { predictions, ids } = await predictSplit(name);
      await writeLines(join(out, submission), submissionLines(task, ids, predictions));
      log.info(`${name}: ${ids.length} predictions in ${submission}`);
    }
    await recordScores(context, engine, record, metrics);
  } finally {
    model.dispose();
  }
}
