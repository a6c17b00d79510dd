import { finishedRecord, loadRunCheckpoint, recordScores, type TaskContext } from '@rdrop/experiment';
import { findPaperValue, type RunMetric } from '@rdrop/reports';
import { perplexityOf, perplexitySignature } from './evaluation/perplexity.js';
import type { LanguageModelingExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedTextOf } from './prepare.js';

/** Measures the perplexity of validation and test text with the experiment's window and records both. */
export async function evaluateLanguageModeling(
  context: TaskContext<LanguageModelingExperiment>,
): Promise<void> {
  const { experiment, out, seed, log, signal } = context;
  const { evaluation, paper } = experiment;
  const record = await finishedRecord(context);
  const text = await preparedTextOf(context);
  const engine = await context.startEngine();
  const model = createModel(experiment, text.info.vocabulary, seed);
  try {
    const checkpoint = await loadRunCheckpoint(out, model.parameters.entries(), {
      which: evaluation.checkpoint,
    });
    log.info(`evaluating ${checkpoint}, block ${evaluation.block}, context ${evaluation.context}`);
    const metrics: RunMetric[] = [];
    for (const set of ['valid', 'test'] as const) {
      const stream = await text.stream(set);
      try {
        const { tokens, perplexity } = await perplexityOf(model, stream, evaluation, signal);
        log.info(`${set}: perplexity ${perplexity.toFixed(2)} of ${tokens} tokens`);
        metrics.push({
          name: 'perplexity',
          set,
          value: perplexity,
          signature: perplexitySignature(evaluation, { tokens, vocabulary: text.info.vocabulary }),
          ...(paper === undefined
            ? {}
            : { paper: { ...paper, column: set, value: findPaperValue({ ...paper, column: set }) } }),
        });
      } finally {
        stream.close();
      }
    }
    await recordScores(context, engine, record, metrics);
  } finally {
    model.dispose();
  }
}
