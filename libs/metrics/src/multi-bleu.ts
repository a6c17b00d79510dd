import { formatSignature, segmentStatistics, sumStatistics } from 'sacrebleu-ts';
import { compoundSplit } from './compound-split.js';
import { lowercaseAscii, splitPerlWords } from './perl-text.js';
import { checkSegments } from './segments.js';
import { formatLine, scoreStatistics, type TokenisedBleu, type UnsignedBleu } from './tokenised-score.js';
import { VERSION } from './version.js';

/** How multi-bleu is to compare. */
export interface MultiBleuOptions {
  /** Compare lower-cased text (`-lc`): ASCII letters only, as the script does. Default false. */
  readonly lowercase?: boolean | undefined;
  /** Pass both sides through `compoundSplit` first. Default false. */
  readonly compoundSplit?: boolean | undefined;
}

const NAMES = { metric: 'BLEU', hypothesisLength: 'hyp_len', referenceLength: 'ref_len' };

/** The script prints this, not a score, when there is nothing to compare with. */
const EMPTY_REFERENCE = 'BLEU = 0, 0/0/0/0 (BP=0, ratio=0, hyp_len=0, ref_len=0)';

/**
 * BLEU of tokenised text as Moses' `multi-bleu.perl` computes and prints it. Where the script would divide by zero (no
 * word in any hypothesis) the score is 0.
 *
 * @param hypotheses tokenised lines
 * @param references one or more sets of tokenised lines, each as long as `hypotheses`
 * @throws RangeError for an empty corpus or sets of another length
 */
export function multiBleu(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  options: MultiBleuOptions = {},
): TokenisedBleu {
  checkSegments('multiBleu', hypotheses, references);
  const words = (line: string): string[] => splitPerlWords(prepare(line, options));
  const segments = hypotheses.map((hypothesis, index) =>
    segmentStatistics(
      words(hypothesis),
      references.map((set) => words(set[index] ?? '')),
    ),
  );
  const result = scoreStatistics(sumStatistics(segments));
  const signature = formatSignature([
    ['metric', 'multi-bleu'],
    ['nrefs', references.length],
    ['case', options.lowercase ? 'lc-ascii' : 'mixed'],
    ['split', options.compoundSplit ? 'compound' : 'none'],
    ['version', VERSION],
  ]);
  return { ...result, segments, signature, text: printed(result) };
}

function prepare(line: string, options: MultiBleuOptions): string {
  const split = options.compoundSplit ? compoundSplit(line) : line;
  return options.lowercase ? lowercaseAscii(split) : split;
}

function printed(result: UnsignedBleu): string {
  return result.referenceLength === 0 ? EMPTY_REFERENCE : formatLine(result, NAMES);
}
