import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError, type TaskCommand, UsageError } from '@rdrop/experiment';
import { CONFIG_FILE, createBertMaskedLm, saveBertMaskedLm, writeTokenizerFiles } from '@rdrop/nn';
import { pretrainedTokenizer } from '@rdrop/text';
import { createProgress, train } from '@rdrop/training';
import { rawFolder } from '../data/raw-files.js';
import { learnTokenizer } from '../data/tokenizer.js';
import type { GlueExperiment } from '../experiment-schema.js';
import { freshConfig } from '../model.js';
import { pretrainingFolders } from '../model-folders.js';
import { maskedLmTask } from '../pretraining/masked-lm-task.js';
import { pretrainingTexts, textPieces } from '../pretraining/pretraining-texts.js';
import { decays } from '../training/glue-train-task.js';

/** Pre-trains the small BERT that the experiments of one name start from; goes on where it was stopped. */
export const pretrainCommand: TaskCommand<GlueExperiment> = {
  summary:
    'pre-train the model that the experiment starts from, as a masked language model on unlabelled text',
  runFolder: 'none',
  options: [
    { name: 'text', value: 'DIR', summary: 'folder with text files (.txt, .tokens, .raw, or .gz of these)' },
  ],
  examples: ['--experiment <experiment> --from ./glue --text ./wikitext-103'],
  async run(context, values) {
    const { experiment, log, signal } = context;
    const { model: sizes, pretraining: settings } = experiment;
    if (settings === undefined || sizes.kind !== 'fresh') {
      throw new UsageError(`${context.experimentName} starts from no pre-training of ours`);
    }
    const folders = pretrainingFolders(context, settings);
    if (existsSync(join(folders.model, CONFIG_FILE))) {
      log.info(`${folders.model} is there already`);
      context.result({ folder: folders.model });
      return;
    }
    const { text } = values;
    const texts = await pretrainingTexts(
      await rawFolder(context),
      typeof text === 'string' ? text : undefined,
    );
    const tokenizerFiles = learnTokenizer(texts, sizes.vocabulary);
    const tokenizer = pretrainedTokenizer(tokenizerFiles);
    const pieces = textPieces(texts, tokenizer, settings.length);
    const tokens = pieces.reduce((sum, piece) => sum + piece.length, 0);
    log.info(
      `${texts.length} texts, ${pieces.length} pieces, ${tokens} tokens, vocabulary ${tokenizer.vocabularySize}`,
    );
    await context.startEngine();
    const model = createBertMaskedLm(freshConfig(sizes, tokenizer.vocabularySize), settings.seed);
    const progress = createProgress({ stream: context.progress });
    try {
      const outcome = await train(maskedLmTask({ model, pieces, special: tokenizer.special, settings }), {
        folder: folders.run,
        seed: settings.seed,
        configHash: JSON.stringify([settings, sizes]),
        optimizer: experiment.training.optimizer,
        decays,
        schedule: {
          kind: 'polynomial',
          peak: settings.peak,
          warmupUpdates: settings.warmupUpdates,
          totalUpdates: settings.maxUpdates,
        },
        clipNorm: experiment.training.clipNorm,
        maxUpdates: settings.maxUpdates,
        logEvery: settings.logEvery,
        checkpointEvery: settings.checkpointEvery,
        keepLast: 1,
        unit: 'predictions',
        log: progress,
        progress,
        signal,
      });
      if (outcome.stopped === 'interrupted') {
        signal.throwIfAborted();
        throw new ExpectedError('pre-training was stopped; the same command goes on with it');
      }
      // The tokenizer first: a folder with a configuration is whole.
      await writeTokenizerFiles(folders.model, tokenizerFiles);
      await saveBertMaskedLm(model, folders.model);
      context.result({ folder: folders.model, updates: outcome.updates, seconds: outcome.seconds, tokens });
    } finally {
      model.dispose();
    }
  },
};
