import { join } from 'node:path';
import { writeLines } from '@rdrop/datasets';
import {
  checkpointChoice,
  finishedRecord,
  loadRunCheckpoint,
  recordScores,
  type TaskContext,
} from '@rdrop/experiment';
import { testScores } from './evaluation/scores.js';
import { summarize } from './evaluation/summarize.js';
import type { SummarizationExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedSetOf } from './prepare.js';

/** Summarizes the test documents with the trained model and records ROUGE, with that of their first sentences beside it. */
export async function evaluateSummarization(context: TaskContext<SummarizationExperiment>): Promise<void> {
  const { experiment, out, seed, log, signal } = context;
  const record = await finishedRecord(context);
  const prepared = await preparedSetOf(context);
  const engine = await context.startEngine();
  const test = await prepared.stored('test');
  const model = createModel(experiment, prepared.info.vocabulary, seed);
  try {
    const checkpoint = await loadRunCheckpoint(
      out,
      model.parameters.entries(),
      checkpointChoice(experiment.evaluation.checkpoint, experiment.training.keepCheckpoints),
    );
    const { evaluation: settings } = experiment;
    log.info(
      `evaluating ${checkpoint} with beam ${settings.beam} and length penalty ${settings.lengthPenalty}`,
    );
    const { source } = test.read(Array.from(test.lengths.source, (_, index) => index));
    const started = performance.now();
    const summaries = await summarize(model, prepared.tokenizer, source, { settings, signal });
    const seconds = (performance.now() - started) / 1000;
    log.info(
      `${summaries.length} summaries in ${seconds.toFixed(1)} s, ${(summaries.length / seconds).toFixed(2)} a second`,
    );
    await writeLines(join(out, 'test.summaries.txt'), summaries);
    const [references, documents] = [
      await prepared.text('test', 'summaries'),
      await prepared.text('test', 'documents'),
    ];
    const metrics = testScores(experiment, { summaries, references, documents });
    for (const { name, value } of metrics) log.info(`${name} ${value.toFixed(2)}`);
    await recordScores(context, engine, record, metrics);
  } finally {
    test.close();
    model.dispose();
  }
}
