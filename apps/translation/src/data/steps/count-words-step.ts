import { blockLines, type PairBlock, type WorkerStep } from '@rdrop/datasets';
import { countWords } from '@rdrop/text';

/** How often every word of a block occurs on each side. */
export interface BlockWords {
  readonly source: ReadonlyMap<string, number>;
  readonly target: ReadonlyMap<string, number>;
}

export const countWordsStep: WorkerStep<null, PairBlock, BlockWords> = {
  module: import.meta.url,
  name: 'countWordsStep',
  prepare: () => (block) => ({
    value: {
      source: countWords(blockLines(block, 'source')),
      target: countWords(blockLines(block, 'target')),
    },
    transfer: [],
  }),
};
