import { formatSignature } from 'sacrebleu-ts';
import { checkSegments } from '../segments.js';
import { VERSION } from '../version.js';
import { bootstrapIntervals, type RougeInterval } from './bootstrap.js';
import type { RougeScore } from './measures.js';
import { ROUGE_NAMES, type RougeName, rougePair, type RougeReading, type RougeScores } from './rouge-pair.js';

export interface RougeOptions extends RougeReading {
  /** Resamples of the confidence intervals; 0 leaves them out. Default 1000. */
  readonly samples?: number | undefined;
  /** Default 12345. */
  readonly seed?: number | undefined;
}

/** A mean over all pairs, in fractions, and where it would lie in repeated experiments. */
export interface RougeMean extends RougeScore {
  readonly interval: RougeInterval | undefined;
}

export interface CorpusRouge extends RougeScores<RougeMean> {
  readonly pairs: number;
  /** How it was computed; scores of different signatures are not comparable. */
  readonly signature: string;
}

const DEFAULT_SAMPLES = 1000;
const DEFAULT_SEED = 12345;

/** Fields in the order of sacreBLEU's signatures; `bs` is the number of resamples. */
export function rougeSignature(options: RougeOptions = {}): string {
  const { stem = true, sentences = 'newline', tokenisation = 'none' } = options;
  const { samples = DEFAULT_SAMPLES, seed = DEFAULT_SEED } = options;
  return formatSignature([
    ['metric', 'rouge'],
    ['nrefs', 1],
    ...(samples === 0 ? [] : [['bs', samples] as const, ['seed', seed] as const]),
    ['case', 'lc'],
    ['tok', tokenisation],
    ['stem', stem ? 'porter' : 'none'],
    ['split', sentences],
    ['version', VERSION],
  ]);
}

function mean(scores: readonly RougeScore[]): RougeScore {
  const of = (name: keyof RougeScore) => scores.reduce((sum, score) => sum + score[name], 0) / scores.length;
  return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
}

/**
 * ROUGE of a corpus: the mean over pairs, as rouge-score, files2rouge and the paper report it.
 *
 * @param hypotheses summaries; sentences as `options.sentences` says
 * @param references one each
 * @throws RangeError for an empty corpus, differing lengths, or samples and seeds that cannot be drawn from
 */
export function rouge(
  hypotheses: readonly string[],
  references: readonly string[],
  options: RougeOptions = {},
): CorpusRouge {
  checkSegments('rouge', hypotheses, [references]);
  const { samples = DEFAULT_SAMPLES, seed = DEFAULT_SEED } = options;
  const pairs = hypotheses.map((hypothesis, i) => rougePair(hypothesis, references[i] ?? '', options));
  const columns = ROUGE_NAMES.map((name) => pairs.map((pair) => pair[name]));
  const intervals = samples === 0 ? [] : bootstrapIntervals(columns, { samples, seed });
  const at = (name: RougeName): RougeMean => {
    const index = ROUGE_NAMES.indexOf(name);
    return { ...mean(columns[index] ?? []), interval: intervals[index] };
  };
  return {
    rouge1: at('rouge1'),
    rouge2: at('rouge2'),
    rougeL: at('rougeL'),
    rougeLsum: at('rougeLsum'),
    pairs: pairs.length,
    signature: rougeSignature(options),
  };
}
