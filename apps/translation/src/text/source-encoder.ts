import type { PreparedCorpus } from '../data/prepared-corpus.js';
import { lineTokenizer } from '../data/text-pipeline.js';
import type { DataSettings } from '../experiment-schema.js';

/** How text that is to be translated looks: as people write it, or as the files of a prepared set. */
export type SourceForm = 'text' | 'pieces';

/**
 * Makes the function from a line to the ids the model reads, `</s>` at the end. Running text goes the way the training
 * text went: the same tokeniser, case and byte-pair encoding. Words that the dictionary lacks become `<unk>`. A line
 * without a word gives `</s>` alone.
 */
export function sourceEncoder(
  corpus: PreparedCorpus,
  settings: DataSettings,
  form: SourceForm,
): (line: string) => Int32Array {
  const { sourceDictionary, segment } = corpus;
  if (form === 'pieces') return (line) => sourceDictionary.encodeLine(line);
  const tokenize = lineTokenizer(settings, settings.source);
  return (line) => sourceDictionary.encodeLine(segment(tokenize(line)));
}
