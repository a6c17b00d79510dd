import { formatSignature, signatureFields, type SignatureField } from '../signature.js';
import { resolveTokenizer } from '../tokenizers/registry.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { formatSmoothing, resolveSmoothing, type ResolvedSmoothing } from './smoothing.js';
import type { ScoringOptions } from './score.js';

/** Options of corpus and sentence BLEU. */
export interface BleuOptions extends ScoringOptions {
  /** `13a` (default), `intl`, `zh`, `char`, `none`, or a tokenizer of one's own. */
  readonly tokenizer?: string | Tokenizer | undefined;
  /** Lower-case both sides before tokenising. Default false. */
  readonly lowercase?: boolean | undefined;
  /** Told, in one sentence, of input that looks wrong but can be scored. Default: silence. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options with every default settled. */
export interface ResolvedBleuOptions {
  readonly tokenizer: Tokenizer;
  readonly lowercase: boolean;
  readonly smoothing: ResolvedSmoothing;
  readonly effectiveOrder: boolean;
}

/**
 * Settles the defaults.
 *
 * @throws RangeError for an unknown tokenizer or smoothing
 */
export function resolveBleuOptions(options: BleuOptions): ResolvedBleuOptions {
  return {
    tokenizer: resolveTokenizer(options.tokenizer ?? '13a'),
    lowercase: options.lowercase ?? false,
    smoothing: resolveSmoothing(options.smoothing ?? 'exp', options.smoothingValue),
    effectiveOrder: options.effectiveOrder ?? false,
  };
}

/** The signature of BLEU under these options; `references` is their number, or `var` when it varies by segment. */
export function bleuSignature(references: number | 'var', options: BleuOptions = {}): string {
  return formatSignature(signatureFields(references, bleuChoices(options)));
}

/**
 * What BLEU's options add to a signature.
 *
 * @throws RangeError for an unknown tokenizer or smoothing
 */
export function bleuChoices(options: BleuOptions): SignatureField[] {
  const resolved = resolveBleuOptions(options);
  return [
    ['case', resolved.lowercase ? 'lc' : 'mixed', 'c'],
    ['eff', resolved.effectiveOrder, 'e'],
    ['tok', resolved.tokenizer.name],
    ['smooth', formatSmoothing(resolved.smoothing), 's'],
  ];
}
