import { glueTasks } from '@rdrop/datasets';
import { ExpectedError, type TaskContext } from '@rdrop/experiment';
import { readTokenizerFiles } from '@rdrop/nn';
import { bertWords, countWords, learnWordPieces, type TokenizerFiles } from '@rdrop/text';
import type { GlueExperiment } from '../experiment-schema.js';
import { pretrainedModelFolder, publishedFolder } from '../model-folders.js';
import { trainTexts } from './raw-files.js';

/** Learns a lower-case WordPiece vocabulary on texts. */
export function learnTokenizer(texts: Iterable<string>, size: number): TokenizerFiles {
  const words = bertWords({ lowercase: true });
  const counts = new Map<string, number>();
  for (const text of texts) countWords([words(text).join(' ')], counts);
  return { 'vocab.txt': `${learnWordPieces(counts, { size }).join('\n')}\n` };
}

/** The tokenizer files of an experiment: the published model's, those of its pre-training, or learned on the task's text. */
export async function tokenizerFilesOf(
  context: TaskContext<GlueExperiment>,
  raw: string,
): Promise<TokenizerFiles> {
  const { data, model, pretraining } = context.experiment;
  if (model.kind === 'published') return readTokenizerFiles(await publishedFolder(context, model));
  if (pretraining !== undefined) return readTokenizerFiles(await pretrainedModelFolder(context, pretraining));
  const texts = await trainTexts(raw, glueTasks[data.task]);
  try {
    return learnTokenizer(texts, model.vocabulary);
  } catch (error) {
    if (error instanceof RangeError)
      throw new ExpectedError(`model.vocabulary: ${error.message}`, { cause: error });
    throw error;
  }
}
