import { join } from 'node:path';
import { writeLines } from '@rdrop/datasets';
import {
  checkpointChoice,
  finishedRecord,
  loadRunCheckpoint,
  recordSamples,
  recordScores,
  recordSegments,
  type TaskContext,
} from '@rdrop/experiment';
import { type RunMetric, type RunSample, type SegmentScores } from '@rdrop/reports';
import { type Score, testScores } from './evaluation/scores.js';
import { toTokens, translateIds } from './evaluation/translate.js';
import type { TranslationExperiment } from './experiment-schema.js';
import type { PreparedCorpus } from './data/prepared-corpus.js';
import { createModel } from './model.js';
import { detokenizer } from './text/detokenizer.js';
import { preparedCorpusOf } from './prepare.js';

/** Translations shown on a run's page. */
const SAMPLES = 10;

/** A score as a metric; the paper's number stands beside the kind of score it is, of the set it is on. */
export function asMetric(
  { kind, name, value, signature }: Score,
  at: { readonly set: string; readonly isFirst: boolean },
  { paper, evaluation }: TranslationExperiment,
): RunMetric {
  const metric = { name, set: at.set, value, signature };
  const isPapers = at.isFirst && kind === evaluation.paperScore;
  return paper === undefined || !isPapers ? metric : { ...metric, paper };
}

/** Translates every test set with the trained model and records every score under its signature. */
export async function evaluateTranslation(context: TaskContext<TranslationExperiment>): Promise<void> {
  const { experiment, out, seed, log, signal } = context;
  const record = await finishedRecord(context);
  const corpus = await preparedCorpusOf(context);
  const engine = await context.startEngine();
  const model = createModel(experiment, corpus, seed);
  try {
    const checkpoint = await loadRunCheckpoint(
      out,
      model.parameters.entries(),
      checkpointChoice(experiment.evaluation.checkpoint, experiment.training.keepCheckpoints),
    );
    const { beam, lengthPenalty } = experiment.evaluation;
    log.info(`evaluating ${checkpoint} with beam ${beam} and length penalty ${lengthPenalty}`);
    const metrics: RunMetric[] = [];
    const segments: SegmentScores[] = [];
    const samples: RunSample[] = [];
    for (const [at, set] of corpus.info.tests.entries()) {
      const { source } = await corpus.encoded(set);
      const translations = await translateIds(model, source, { decoding: experiment.evaluation, signal });
      const hypotheses = toTokens(translations, corpus.targetDictionary);
      await writeLines(join(out, `${set}.hypotheses.${experiment.data.target}`), hypotheses);
      const reference = { tokens: await corpus.text(set, 'tok'), raw: await corpus.text(set, 'raw') };
      for (const score of testScores(hypotheses, reference, experiment.data)) {
        log.info(`${set}: ${score.text}`);
        metrics.push(asMetric(score, { set, isFirst: at === 0 }, experiment));
        segments.push({ name: score.name, set, signature: score.signature, ...score.segments });
      }
      if (at === 0) samples.push(...(await firstTranslations(corpus, set, { hypotheses, experiment })));
    }
    await recordSegments(context, segments);
    await recordSamples(context, samples);
    await recordScores(context, engine, record, metrics);
  } finally {
    model.dispose();
  }
}

/** The first translations of a set beside what was given and expected, as people read text. */
async function firstTranslations(
  corpus: PreparedCorpus,
  set: string,
  { hypotheses, experiment }: { hypotheses: readonly string[]; experiment: TranslationExperiment },
): Promise<RunSample[]> {
  const raw = await corpus.text(set, 'raw');
  const detokenize = detokenizer(experiment.data.target);
  return hypotheses.slice(0, SAMPLES).map((hypothesis, index) => ({
    set,
    input: raw.source[index] ?? '',
    reference: raw.target[index] ?? '',
    output: detokenize(hypothesis),
  }));
}
