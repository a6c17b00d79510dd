import {
  blockLines,
  packRows,
  type PairBlock,
  type ParallelText,
  type TokenBlock,
  type WorkerStep,
} from '@rdrop/datasets';
import { bpeSegmenter, countWords, parseCodes, parseDictionary } from '@rdrop/text';
import type { DataSettings } from '../../experiment-schema.js';
import { cleanPairs, type KeptPairs } from '../text-pipeline.js';

/** Something for each side. */
export interface Sides<Value> {
  readonly source: Value;
  readonly target: Value;
}

export interface SegmentSettings {
  readonly data: DataSettings;
  /** Text of the codes files. */
  readonly codes: Sides<string>;
  /** Whether the training text has factors, see `hasFactors`. */
  readonly factored: boolean;
}

/** Makes pieces of tokens, of both sides at once, and drops the pairs that cleaning by pieces drops. */
export function pairSegmenter({ data, codes, factored }: SegmentSettings): (text: ParallelText) => KeptPairs {
  const source = bpeSegmenter(parseCodes(codes.source));
  const target = bpeSegmenter(parseCodes(codes.target));
  return (text) => {
    const pieces = { source: text.source.map(source), target: text.target.map(target) };
    if (data.clean?.unit === 'pieces') return cleanPairs(pieces, data.clean, factored);
    return { ...pieces, indices: [...pieces.source.keys()] };
  };
}

const linesOf = (block: PairBlock): ParallelText => ({
  source: blockLines(block, 'source'),
  target: blockLines(block, 'target'),
});

export interface BlockPieces extends Sides<ReadonlyMap<string, number>> {
  readonly pairs: number;
}

/** How often every piece of a block of tokens occurs on each side. */
export const countPiecesStep: WorkerStep<SegmentSettings, PairBlock, BlockPieces> = {
  module: import.meta.url,
  name: 'countPiecesStep',
  prepare(settings) {
    const segment = pairSegmenter(settings);
    return (block) => {
      const { source, target } = segment(linesOf(block));
      const value = { source: countWords(source), target: countWords(target), pairs: source.length };
      return { value, transfer: [] };
    };
  },
};

export interface EncodeSettings extends SegmentSettings {
  /** Text of the dictionaries. */
  readonly dictionaries: Sides<string>;
}

/** A block of tokens as ids, each sentence ending in `</s>`. */
export const encodeStep: WorkerStep<EncodeSettings, PairBlock, TokenBlock> = {
  module: import.meta.url,
  name: 'encodeStep',
  prepare(settings) {
    const segment = pairSegmenter(settings);
    const source = parseDictionary(settings.dictionaries.source);
    const target = parseDictionary(settings.dictionaries.target);
    const shape = { sides: 2, bound: Math.max(source.size, target.size) };
    return (block) => {
      const pieces = segment(linesOf(block));
      const rows = pieces.source.map((line, i) => [
        source.encodeLine(line),
        target.encodeLine(pieces.target[i] ?? ''),
      ]);
      const value = packRows(rows, shape);
      return { value, transfer: [value.ids.buffer, value.lengths.buffer] };
    };
  },
};
