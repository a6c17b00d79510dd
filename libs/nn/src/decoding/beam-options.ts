import { type BeamRules, fairseqRules, huggingFaceRules } from './beam-rules.js';

/** Settings of a beam search; names and defaults follow fairseq's `SequenceGenerator`. */
export interface BeamOptions {
  /** Hypotheses kept per sentence. Default 5. */
  readonly beamSize?: number;
  /** Exponent of the length (end symbol included) that divides the summed log-probability. Default 1. */
  readonly lengthPenalty?: number;
  /** The longest hypothesis has floor(maxLengthA * padded source length + maxLengthB) tokens before the end symbol. Default 0. */
  readonly maxLengthA?: number;
  /** Default 200. */
  readonly maxLengthB?: number;
  /** A limit whatever the source. Default 1023. */
  readonly maxLength?: number;
  /** Tokens before the end symbol may be chosen. Default 1. */
  readonly minLength?: number;
  /** No n-gram of this length occurs twice; 0 (default) allows everything. */
  readonly noRepeatNgramSize?: number;
  /** The symbol that starts the decoder and ends a hypothesis. Default 2. */
  readonly endId?: number;
  /** The symbol every hypothesis begins with (BART: `<s>`). Default: free. */
  readonly firstToken?: number | undefined;
  /**
   * Whose rules decide what is finished and what a forced symbol costs; lengths mean the same in both (`max_length` of Hugging
   * Face counts the start and the end symbol too, `min_length` the start symbol). Default 'fairseq'.
   */
  readonly rules?: 'fairseq' | 'huggingface';
  /** Hugging Face only: stop as soon as `beamSize` hypotheses have ended. Default false. */
  readonly earlyStopping?: boolean;
}

/** One finished hypothesis. */
export interface Hypothesis {
  /** Token ids, the end symbol included. */
  readonly tokens: number[];
  /** Sum of log-probabilities / length^lengthPenalty. */
  readonly score: number;
  /** Log-probability of each token. */
  readonly positionalScores: number[];
}

/** Options with every default filled in and the lengths worked out for one batch. */
export interface BeamSettings {
  readonly beamSize: number;
  readonly lengthPenalty: number;
  readonly maxSteps: number;
  readonly minLength: number;
  readonly noRepeatNgramSize: number;
  readonly endId: number;
  readonly firstToken: number | undefined;
  readonly rules: BeamRules;
  readonly paddingId: number;
  readonly vocabulary: number;
}

/** What a batch and its model fix. */
export interface BeamContext {
  /** The longest source of the batch, in tokens: the length fairseq bounds hypotheses by, padding included. */
  readonly sourceLength: number;
  readonly paddingId: number;
  readonly vocabulary: number;
}

/** Fills in defaults and checks them; throws one sentence about the first option that cannot work. */
export function beamSettings(options: BeamOptions, context: BeamContext): BeamSettings {
  const { beamSize = 5, lengthPenalty = 1, minLength = 1, noRepeatNgramSize = 0, endId = 2 } = options;
  const { maxLengthA = 0, maxLengthB = 200, maxLength = 1023 } = options;
  const { firstToken, rules = 'fairseq', earlyStopping = false } = options;
  const { sourceLength, paddingId, vocabulary } = context;
  const fail = (expected: string, got: number): never => {
    throw new Error(`beamSearch: expected ${expected}, got ${got}`);
  };
  const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
  if (!whole(beamSize, 1) || beamSize >= vocabulary) {
    fail(`beamSize from 1 to ${vocabulary - 1} (below the vocabulary)`, beamSize);
  }
  if (!Number.isFinite(lengthPenalty)) fail('a finite lengthPenalty', lengthPenalty);
  // With n = 1 fairseq's rule bans the start symbol too, which is the end symbol: nothing could ever end.
  if (!whole(noRepeatNgramSize, 0) || noRepeatNgramSize === 1) {
    fail('noRepeatNgramSize 0 or at least 2', noRepeatNgramSize);
  }
  if (!whole(endId, 0) || endId >= vocabulary || endId === paddingId) {
    fail('endId inside the vocabulary and other than the padding id', endId);
  }
  if (
    firstToken !== undefined &&
    (!whole(firstToken, 0) || firstToken >= vocabulary || firstToken === endId)
  ) {
    fail('firstToken inside the vocabulary and other than the end symbol', firstToken);
  }
  const maxSteps = Math.min(Math.trunc(maxLengthA * sourceLength + maxLengthB), maxLength);
  if (!whole(maxSteps, 1)) fail('a maximal length of at least 1', maxSteps);
  if (!whole(minLength, 0) || minLength > maxSteps) {
    fail(`minLength from 0 to the maximal length ${maxSteps}`, minLength);
  }
  return {
    beamSize,
    lengthPenalty,
    maxSteps,
    minLength,
    noRepeatNgramSize,
    endId,
    firstToken,
    rules: rules === 'huggingface' ? huggingFaceRules(earlyStopping) : fairseqRules,
    paddingId,
    vocabulary,
  };
}
