import { finishedRecord, loadRunCheckpoint, recordScores, type TaskContext } from '@rdrop/experiment';
import type { RunMetric } from '@rdrop/reports';
import { knownSets } from './data/sets.js';
import { measureAccuracy } from './evaluation/accuracy.js';
import { testSignature } from './evaluation/signatures.js';
import type { ImageExperiment } from './experiment-schema.js';
import { emptyModel } from './model.js';
import { preparedImagesOf } from './prepare.js';

/** Classifies the test images with the trained model and records top-1 and top-5 accuracy. */
export async function evaluateImages(context: TaskContext<ImageExperiment>): Promise<void> {
  const { experiment, out, log, signal } = context;
  const { data, evaluation, paper } = experiment;
  const record = await finishedRecord(context);
  const images = await preparedImagesOf(context);
  const engine = await context.startEngine();
  const model = emptyModel(context, images.classNames.length);
  try {
    const which = evaluation.checkpoint;
    const checkpoint = await loadRunCheckpoint(out, model.parameters.entries(), { which });
    log.info(`evaluating ${checkpoint} on ${images.test.size} images`);
    const indices = Int32Array.from(images.test.labels.keys());
    const started = performance.now();
    const found = await measureAccuracy({
      model,
      set: images.test,
      indices,
      data,
      batch: evaluation.batch,
      signal,
    });
    const seconds = (performance.now() - started) / 1000;
    log.info(`${(found.images / seconds).toFixed(0)} images per second`);
    const set = knownSets[data.set].testName;
    const metrics: RunMetric[] = [
      {
        name: 'top-1 accuracy',
        set,
        value: 100 * found.top1,
        signature: testSignature('top-1', experiment, images),
        ...(paper === undefined ? {} : { paper }),
      },
      {
        name: 'top-5 accuracy',
        set,
        value: 100 * found.top5,
        signature: testSignature('top-5', experiment, images),
      },
    ];
    for (const { name, value } of metrics) log.info(`${set}: ${name} ${value.toFixed(2)} %`);
    await recordScores(context, engine, record, metrics);
  } finally {
    model.dispose();
  }
}
