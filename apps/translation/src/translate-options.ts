import { type CommandOption, UsageError } from '@rdrop/experiment';
import type { SourceForm } from './text/source-encoder.js';

/** The options of `translate`, beside those every verb has. */
export const translateOptions: readonly CommandOption[] = [
  { name: 'beam', value: 'N', summary: "hypotheses searched for a line (default: the experiment's)" },
  { name: 'lenpen', value: 'X', summary: "exponent of the length in a score (default: the experiment's)" },
  {
    name: 'n-best',
    value: 'N',
    summary: 'print the N best of every line: line number, rank, score and text, divided by tabs',
  },
  { name: 'raw', summary: 'input is BPE pieces as in a prepared set, output is tokens' },
  { name: 'max-tokens', value: 'N', summary: 'source tokens of a batch, padding counted (default: 4096)' },
  {
    name: 'buffer',
    value: 'N',
    summary: 'lines read before they are translated (default: 1000; on a terminal 1)',
  },
];

/** The same, read. */
export interface TranslateRequest {
  readonly beam: number | undefined;
  readonly lengthPenalty: number | undefined;
  /** Undefined: the best alone, as plain text. */
  readonly nBest: number | undefined;
  readonly form: SourceForm;
  readonly maxTokens: number;
  readonly buffer: number | undefined;
}

/** @throws UsageError for a value that is not a number in its range. */
export function readTranslateOptions(values: Readonly<Record<string, string | boolean>>): TranslateRequest {
  const count = (name: string): number | undefined => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new UsageError(`option '--${name}' expects a whole number from 1, got '${text}'`);
  };
  const lenpen = values['lenpen'];
  if (typeof lenpen === 'string' && !/^(\d+\.?\d*|\.\d+)$/.test(lenpen)) {
    throw new UsageError(`option '--lenpen' expects a number from 0, got '${lenpen}'`);
  }
  return {
    beam: count('beam'),
    lengthPenalty: typeof lenpen === 'string' ? Number(lenpen) : undefined,
    nBest: count('n-best'),
    form: values['raw'] === true ? 'pieces' : 'text',
    maxTokens: count('max-tokens') ?? 4096,
    buffer: count('buffer'),
  };
}
