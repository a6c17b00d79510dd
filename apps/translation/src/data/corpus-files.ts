import type { ParallelFiles } from '@rdrop/datasets';
import type { DataSettings, Language } from '../experiment-schema.js';

/** What a text has been through: nothing, tokenisation (and cleaning and lower case), or byte-pair encoding as well. */
export type TextForm = 'raw' | 'tokens' | 'pieces';

/** A split of a corpus as files of lines; `source` is the first of the corpus's languages, whatever the experiment's. */
export interface CorpusPart {
  readonly name: string;
  readonly form: TextForm;
  /** Joined in this order. */
  readonly files: readonly ParallelFiles[];
}

/** A corpus as it came. */
export interface CorpusFiles {
  readonly train: CorpusPart;
  /** Absent when pairs of the training text are held out instead. */
  readonly valid?: CorpusPart;
  /** The first is the one results are reported on. */
  readonly tests: readonly CorpusPart[];
  /** Byte-pair codes that came with it; absent: they are learned. */
  readonly codes?: string;
}

/** The languages of a corpus in the order in which it is stored: both directions of a pair share one prepared set. */
export function storedLanguages({ source, target }: DataSettings): readonly [Language, Language] {
  return source < target ? [source, target] : [target, source];
}

/** The settings with the languages in that order. */
export function storedDirection(settings: DataSettings): DataSettings {
  const [source, target] = storedLanguages(settings);
  return { ...settings, source, target };
}
