import { join } from 'node:path';
import { type PairBlock, type ParallelMapOptions, parallelMap, type WorkerStep } from '@rdrop/datasets';
import type { DataSettings } from '../experiment-schema.js';

/** How a preparation is run; none of it changes the result. */
export interface PreparationOptions {
  /** Threads beside the main one. Default: as many as there are cores. */
  readonly threads?: number;
  /** Pairs handed to a thread at once. */
  readonly blockPairs?: number;
  /** Told what begins, and now and then how far it is. */
  readonly onStep?: (what: string) => void;
  readonly signal?: AbortSignal;
}

/** What every part of a preparation needs. */
export interface PreparationContext extends PreparationOptions {
  /** In the direction in which the pair of languages is stored. */
  readonly data: DataSettings;
  /** The folder in which the set is built. */
  readonly folder: string;
}

export const inFolder = ({ folder }: PreparationContext, name: string): string => join(folder, name);

const PROGRESS_PAIRS = 1_000_000;
/** Blocks that take less time than threads take to start. */
const BLOCKS_ALONE = 8;

/** A pass over blocks of pairs on all threads; results come in order. Tells how far it is after every million pairs. */
export async function* pass<Settings, Output>(
  context: PreparationContext,
  blocks: AsyncIterable<PairBlock>,
  step: WorkerStep<Settings, PairBlock, Output>,
  settings: Settings,
): AsyncGenerator<Output, void, undefined> {
  const { threads, signal, onStep } = context;
  let pairs = 0;
  async function* counted(): AsyncGenerator<PairBlock, void, undefined> {
    for await (const block of blocks) {
      const before = pairs;
      pairs += block.pairs;
      if (Math.floor(before / PROGRESS_PAIRS) < Math.floor(pairs / PROGRESS_PAIRS)) {
        onStep?.(`${step.name.replace('Step', '')}: ${pairs} pairs read`);
      }
      yield block;
    }
  }
  const options: ParallelMapOptions<Settings, PairBlock> = {
    settings,
    alone: BLOCKS_ALONE,
    transfer: ({ source, target }) => [source.buffer, target.buffer],
    ...(threads === undefined ? {} : { threads }),
    ...(signal === undefined ? {} : { signal }),
  };
  yield* parallelMap(counted(), step, options);
}
