import { EOS_ID } from '@rdrop/text';
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

/** Longest source in symbols, `</s>` included: fairseq's default, and as much as a translation may have. */
export const MAX_SOURCE = 1024;

/** The beginning of a sentence that is too long, ended again; others come back as they are. */
export function cutSource(ids: Int32Array): Int32Array {
  if (ids.length <= MAX_SOURCE) return ids;
  const cut = ids.slice(0, MAX_SOURCE);
  cut[MAX_SOURCE - 1] = EOS_ID;
  return cut;
}
