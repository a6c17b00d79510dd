import { formatSignature, segmentStatistics, splitOnWhitespace, sumStatistics } from 'sacrebleu-ts';
import { compoundSplit } from './compound-split.js';
import { checkSegments } from './segments.js';
import { formatLine, scoreStatistics, type TokenisedBleu } from './tokenised-score.js';
import { VERSION } from './version.js';

/** How fairseq's scorer is to compare. */
export interface FairseqBleuOptions {
  /** Pass both sides through `compoundSplit` first, as the paper's evaluation script does. Default false. */
  readonly compoundSplit?: boolean | undefined;
}

const PADDING = '<pad>';
const END = '</s>';
const UNKNOWN = '<unk>';
/** Stands for an unknown word of the reference; no token holds a line feed, so nothing equals it. */
const UNMATCHABLE = '\n';

const NAMES = { metric: 'BLEU4', hypothesisLength: 'syslen', referenceLength: 'reflen' };

/**
 * BLEU of tokenised text as `fairseq-score` computes and prints it, the scorer of the paper's released evaluation. It
 * differs from multi-bleu in two points: `<unk>` in a reference matches nothing, and an empty line counts as one word (the
 * end-of-sentence symbol is trimmed from a line but never the last symbol left).
 *
 * @param hypotheses tokenised lines
 * @param references one tokenised line each
 * @throws RangeError for an empty corpus or differing lengths
 */
export function fairseqBleu(
  hypotheses: readonly string[],
  references: readonly string[],
  options: FairseqBleuOptions = {},
): TokenisedBleu {
  checkSegments('fairseqBleu', hypotheses, [references]);
  const symbols = (line: string): string[] =>
    trimmedSymbols(options.compoundSplit ? compoundSplit(line) : line);
  const segments = hypotheses.map((hypothesis, index) => {
    const reference = symbols(references[index] ?? '');
    return segmentStatistics(symbols(hypothesis), [
      reference.map((symbol) => (symbol === UNKNOWN ? UNMATCHABLE : symbol)),
    ]);
  });
  const result = scoreStatistics(sumStatistics(segments));
  const signature = formatSignature([
    ['metric', 'fairseq-bleu'],
    ['nrefs', 1],
    ['case', 'mixed'],
    ['split', options.compoundSplit ? 'compound' : 'none'],
    ['version', VERSION],
  ]);
  return { ...result, segments, signature, text: formatLine(result, NAMES) };
}

/** The symbols of a line with fairseq's end symbol, without padding before and padding or ends after; at least one. */
function trimmedSymbols(line: string): string[] {
  const symbols = [...splitOnWhitespace(line), END];
  const start = symbols.findIndex((symbol) => symbol !== PADDING);
  let end = symbols.length;
  while (end > start + 1 && isTrimmed(symbols[end - 1])) end -= 1;
  return symbols.slice(start, end);
}

function isTrimmed(symbol: string | undefined): boolean {
  return symbol === END || symbol === PADDING;
}
