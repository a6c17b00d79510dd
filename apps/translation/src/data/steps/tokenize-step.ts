import { blockLines, encodeLines, type PairBlock, type ParallelText, type WorkerStep } from '@rdrop/datasets';
import { lowercase, removeBpe } from '@rdrop/text';
import type { DataSettings } from '../../experiment-schema.js';
import type { TextForm } from '../corpus-files.js';
import { casedTokenizer, cleanPairs, type Treatment } from '../text-pipeline.js';

export interface TokenizeSettings {
  readonly data: DataSettings;
  readonly form: TextForm;
  readonly treatment: Treatment;
  /** Whether the training text has factors, see `hasFactors`. */
  readonly factored: boolean;
}

/** Lines as they came and as tokens, those pairs that cleaning kept. */
export interface TokenizedBlock {
  readonly raw: { readonly source: Uint8Array<ArrayBuffer>; readonly target: Uint8Array<ArrayBuffer> };
  readonly tokens: { readonly source: Uint8Array<ArrayBuffer>; readonly target: Uint8Array<ArrayBuffer> };
  readonly pairs: number;
}

/** Makes tokens of raw lines, of both sides at once. */
export function pairTokenizer({ data, form, treatment }: TokenizeSettings) {
  const side = (language: DataSettings['source']) => {
    if (form === 'raw') return casedTokenizer(data, language, treatment);
    return form === 'tokens' ? (line: string) => line : removeBpe;
  };
  const [source, target] = [side(data.source), side(data.target)];
  return (text: ParallelText): ParallelText => ({
    source: text.source.map(source),
    target: text.target.map(target),
  });
}

/** Raw lines to tokens: normalised, tokenised, cleaned by words (training text that is raw), lower-cased, in this order. */
export const tokenizeStep: WorkerStep<TokenizeSettings, PairBlock, TokenizedBlock> = {
  module: import.meta.url,
  name: 'tokenizeStep',
  prepare(settings) {
    const { data, form, treatment, factored } = settings;
    const tokenize = pairTokenizer(settings);
    const clean =
      treatment === 'training' && form === 'raw' && data.clean?.unit !== 'pieces' ? data.clean : undefined;
    const finish = data.lowercase
      ? (lines: readonly string[]) => lines.map(lowercase)
      : (lines: readonly string[]) => lines;
    return (block) => {
      const raw = { source: blockLines(block, 'source'), target: blockLines(block, 'target') };
      const tokens = tokenize(raw);
      const kept = clean === undefined ? undefined : cleanPairs(tokens, clean, factored);
      const pick = (lines: readonly string[]): readonly string[] =>
        kept === undefined ? lines : kept.indices.map((index) => lines[index] ?? '');
      const { source, target } = kept ?? tokens;
      const value: TokenizedBlock = {
        raw: { source: encodeLines(pick(raw.source)), target: encodeLines(pick(raw.target)) },
        tokens: { source: encodeLines(finish(source)), target: encodeLines(finish(target)) },
        pairs: source.length,
      };
      const buffers = [value.raw.source, value.raw.target, value.tokens.source, value.tokens.target];
      return { value, transfer: buffers.map(({ buffer }) => buffer) };
    };
  },
};
