import type { BeamSettings, Hypothesis } from './beam-options.js';
import { bestCandidates, logSumExp, type Candidates } from './candidate-selection.js';
import type { RowSelection } from './incremental-decoder.js';
import { repeatedNgramTokens } from './ngram-blocking.js';

/** One beam of one sentence. `tokens` starts with the start symbol; `scores[i]` is the summed log-probability up to token i + 1. */
interface Beam {
  readonly tokens: readonly number[];
  readonly scores: readonly number[];
}

/** A sentence still being searched. */
interface Sentence {
  /** Its place in the batch. */
  readonly index: number;
  readonly beams: readonly Beam[];
  /** Candidate ranks that the last step could not fill with an unfinished hypothesis. */
  readonly ignored: readonly boolean[];
}

/** What one step makes of a sentence. */
interface Advanced {
  readonly sentence: Sentence;
  /** For every beam, the beam of the same sentence it continues. */
  readonly parents: number[];
}

/**
 * The bookkeeping of a beam search on the host, as fairseq's `SequenceGenerator` and Hugging Face's `generate` have it: the
 * 2 * beam best continuations of a sentence are looked at in every step; one that ends counts as finished only among the
 * first `beam`; the first `beam` that do not end go on; after the maximal length only the end symbol is allowed. Which
 * finished ones are kept and when a sentence leaves is decided by `BeamRules`.
 */
export class BeamState {
  readonly #settings: BeamSettings;
  readonly #finished: Hypothesis[][];
  #sentences: Sentence[];
  #step = 0;

  constructor(sentences: number, settings: BeamSettings) {
    const { beamSize, endId } = settings;
    this.#settings = settings;
    this.#finished = Array.from({ length: sentences }, () => []);
    this.#sentences = Array.from({ length: sentences }, (_, index) => ({
      index,
      beams: Array.from({ length: beamSize }, () => ({ tokens: [endId], scores: [] })),
      ignored: Array.from({ length: beamSize }, () => false),
    }));
  }

  /** The newest token of every row, what the decoder reads next. */
  lastTokens(): Int32Array {
    const { endId } = this.#settings;
    return Int32Array.from(
      this.#sentences.flatMap(({ beams }) => beams.map(({ tokens }) => tokens[tokens.length - 1] ?? endId)),
    );
  }

  /**
   * Takes the logits [R, V] of the next token (and overwrites forbidden entries in them). Returns how the rows go on, or
   * undefined when every sentence is done.
   */
  advance(logits: Float32Array): RowSelection | undefined {
    const { beamSize, maxSteps } = this.#settings;
    const staying: number[] = [];
    const rows: number[] = [];
    const sentences: Sentence[] = [];
    this.#sentences.forEach((sentence, position) => {
      const candidates = this.#candidates(logits, sentence, position * beamSize);
      const ended = this.#finish(sentence, candidates);
      if (this.#isComplete(sentence, candidates) || this.#step >= maxSteps) return;
      const next = this.#continue(sentence, candidates, ended);
      staying.push(position);
      sentences.push(next.sentence);
      rows.push(...next.parents.map((parent) => position * beamSize + parent));
    });
    const allStay = staying.length === this.#sentences.length;
    this.#sentences = sentences;
    this.#step += 1;
    if (sentences.length === 0) return undefined;
    return { rows: Int32Array.from(rows), sentences: allStay ? undefined : Int32Array.from(staying) };
  }

  /** The finished hypotheses of every sentence, best first. */
  hypotheses(): Hypothesis[][] {
    return this.#finished.map((hypotheses, index) => {
      if (hypotheses.length === 0) {
        throw new Error(
          `beamSearch: sentence ${index} of the batch has no hypothesis, its log-probabilities are not numbers`,
        );
      }
      return [...hypotheses].sort((a, b) => b.score - a.score);
    });
  }

  #isComplete({ index }: Sentence, candidates: Candidates): boolean {
    const { beamSize, rules } = this.#settings;
    return rules.isComplete(this.#finished[index] ?? [], beamSize, this.#score(candidates.scores[0] ?? NaN));
  }

  /** A summed log-probability as the score of a hypothesis that ends in this step. */
  #score(total: number): number {
    return total / (this.#step + 1) ** this.#settings.lengthPenalty;
  }

  #candidates(logits: Float32Array, sentence: Sentence, firstRow: number): Candidates {
    const { beamSize, endId, vocabulary, rules } = this.#settings;
    // All beams are equal in the first step: only one of them may offer candidates.
    const beams = this.#step === 0 ? sentence.beams.slice(0, 1) : sentence.beams;
    const offsets = beams.map((beam, i) => {
      const start = (firstRow + i) * vocabulary;
      const scoreSoFar = beam.scores[this.#step - 1] ?? 0;
      const row = logits.subarray(start, start + vocabulary);
      const forced = this.#forcedToken();
      if (forced !== undefined && rules.forcedIsFree) {
        row.fill(-Infinity)[forced] = 0;
        return scoreSoFar;
      }
      const normaliser = logSumExp(logits, start, start + vocabulary);
      this.#forbid(row, beam, forced);
      return scoreSoFar - normaliser;
    });
    const count = Math.min(2 * beamSize, beams.length * vocabulary - 1);
    return bestCandidates({ logits, vocabulary, firstRow, offsets, count, fillToken: endId });
  }

  /** The only token that may come in this step, if there is one. */
  #forcedToken(): number | undefined {
    const { endId, firstToken, maxSteps } = this.#settings;
    if (this.#step >= maxSteps) return endId;
    return this.#step === 0 ? firstToken : undefined;
  }

  /** Sets the logits of tokens that may not follow `beam` to -Infinity. */
  #forbid(row: Float32Array, beam: Beam, forced: number | undefined): void {
    const { endId, minLength, noRepeatNgramSize, paddingId, rules } = this.#settings;
    if (rules.forbidsPadding) row[paddingId] = -Infinity;
    if (forced !== undefined) {
      row.fill(-Infinity, 0, forced);
      row.fill(-Infinity, forced + 1);
    } else if (this.#step < minLength) {
      row[endId] = -Infinity;
    }
    if (noRepeatNgramSize === 0) return;
    for (const token of repeatedNgramTokens(Int32Array.from(beam.tokens), noRepeatNgramSize)) {
      row[token] = -Infinity;
    }
  }

  /** Records hypotheses that end among the first `beam` candidates; returns which candidates end at all. */
  #finish(sentence: Sentence, candidates: Candidates): boolean[] {
    const { beamSize, endId, rules } = this.#settings;
    const ended = Array.from(
      candidates.tokens,
      (token, i) => token === endId && candidates.scores[i] !== -Infinity && !(sentence.ignored[i] ?? false),
    );
    const finished = this.#finished[sentence.index] ?? [];
    ended.slice(0, beamSize).forEach((ends, i) => {
      if (!ends) return;
      const total = candidates.scores[i] ?? NaN;
      const { tokens, scores } = this.#parent(sentence, candidates, i);
      const totals = [...scores, total];
      const hypothesis = {
        tokens: [...tokens.slice(1), endId],
        score: this.#score(total),
        positionalScores: totals.map((score, j) => score - (totals[j - 1] ?? 0)),
      };
      rules.add(finished, hypothesis, beamSize);
    });
    return ended;
  }

  /** The first `beam` candidates that do not end become the beams of the next step. */
  #continue(sentence: Sentence, candidates: Candidates, ended: readonly boolean[]): Advanced {
    const { beamSize } = this.#settings;
    const blocked = ended.map((ends, i) => ends || (sentence.ignored[i] ?? false));
    const order = [...blocked.keys()];
    const ranks = [...order.filter((i) => !blocked[i]), ...order.filter((i) => blocked[i])].slice(
      0,
      beamSize,
    );
    const beams = ranks.map((i): Beam => {
      const parent = this.#parent(sentence, candidates, i);
      return {
        tokens: [...parent.tokens, candidates.tokens[i] ?? NaN],
        scores: [...parent.scores, candidates.scores[i] ?? NaN],
      };
    });
    const ignored = ranks.map((i) => blocked[i] ?? false);
    return {
      sentence: { index: sentence.index, beams, ignored },
      parents: ranks.map((i) => candidates.rows[i] ?? 0),
    };
  }

  #parent(sentence: Sentence, candidates: Candidates, candidate: number): Beam {
    const beam = sentence.beams[candidates.rows[candidate] ?? -1];
    if (beam === undefined) throw new Error(`beamSearch: candidate ${candidate} has no beam to continue`);
    return beam;
  }
}
