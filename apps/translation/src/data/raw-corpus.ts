import { type ParallelText } from '@rdrop/datasets';

/** A test set with its name. */
export interface NamedText {
  readonly name: string;
  readonly text: ParallelText;
}

/** A corpus as it came: sentences of every split, untokenised unless the set ships tokens. */
export interface RawCorpus {
  readonly train: ParallelText;
  readonly valid: ParallelText;
  /** The first is the one results are reported on. */
  readonly tests: readonly NamedText[];
}
